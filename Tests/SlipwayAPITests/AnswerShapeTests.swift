import Foundation
import HTTPTypes
import SlipwayAPI
import Testing

/// What the OpenAPI document says of successes, held against what is answered.
@Suite struct AnswerShapeTests {
    @Test func `every success is of the type and the shape that the document gives`() async throws {
        var routes: [Route] = []
        var document = Data()
        try await withAPI { world in
            routes = world.responder.table.routes
            document = Data(try await world.send(.get, "/openapi.json").bytes)
        }
        let described = try JSONDecoder().decode(Document.self, from: document)
        var refused: [String] = []
        for route in routes {
            let operation = try #require(described.paths[route.path.description]?[route.method.rawValue.lowercased()])
            let content = try #require(operation.responses["\(route.success.code)"]?.content)
            try await withAskedRoute(route.name) { asked in
                let answer = try await asked.answer(try await asked.rightToken())
                guard answer.status == route.success.code else { return refused.append(route.name) }
                let type = try #require(answer.headers[.contentType]).prefix { $0 != ";" }
                #expect(content.keys.map { $0[...] } == [type], "\(route.name)")
                guard let schema = content[String(type)]?.schema else { return }
                let seen = try JSONDecoder().decode(SeenJSON.self, from: Data(answer.bytes))
                #expect(seen.deviations(from: schema) == [], "\(route.name)")
            }
        }
        // It has nothing to retry.
        #expect(refused == ["POST /api/v2/updates/batches/{id}/retry"])
    }
}

private struct Document: Decodable {
    let paths: [String: [String: Operation]]

    struct Operation: Decodable { let responses: [String: Response] }
    struct Response: Decodable { let content: [String: Content] }
    struct Content: Decodable { let schema: SeenSchema? }
}
