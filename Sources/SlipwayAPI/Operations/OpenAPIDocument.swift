import HTTPTypes
import SlipwayServices
import Synchronization

/// The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html), made from the routes themselves.
package struct OpenAPIDocument: Encodable {
    let openapi = "3.1.1"
    let info = ["title": "Slipway", "version": "2"]
    private let paths: [String: [String: Operation]]
    private let components = Components()

    package init(of routes: [Route], settings: APISettings) throws {
        var paths: [String: [String: Operation]] = [:]
        for route in routes {
            paths[route.path.description, default: [:]][route.method.key] = try Operation(route, settings)
            if route.method == .get {
                paths[route.path.description, default: [:]][HTTPRequest.Method.head.key] = try Operation(
                    headOf: route, settings)
            }
        }
        self.paths = paths
    }

    /// The route that shows it, of these routes and itself.
    static func route(besides routes: [Route], settings: APISettings) -> Route {
        let text = OpenAPIText(of: routes + [route { "" }], settings: settings)
        return route { try text.made() }
    }

    private static func route(_ text: @escaping @Sendable () throws -> String) -> Route {
        Route(.get, "/openapi.json", .open, contents: .other(type: "application/json"), "This document.") { _ in
            .text(try text(), type: "application/json; charset=utf-8")
        }
    }

    /// Its keys are its own: nothing of it becomes snake_case.
    func text() throws -> String { try JSONText.verbatim(self) }

    private struct Operation: Encodable {
        let summary: String
        let parameters: [Parameter]
        let requestBody: RequestBody?
        let responses: [String: Response]
        let security: [[String: [String]]]

        init(_ route: Route, _ settings: APISettings) throws {
            summary = route.summary
            parameters =
                route.path.parameterNames.map {
                    Parameter(name: $0, in: "path", required: true, schema: SchemaDocument(JSONSchema.Kind.text()))
                }
                + route.query.map {
                    Parameter(name: $0.name, in: "query", required: $0.isRequired, schema: SchemaDocument($0.kind))
                }
            switch route.body {
            case .none: requestBody = nil
            case .json(let schema, let isRequired):
                requestBody = RequestBody(
                    description: "At most \(settings[keyPath: route.bodyLimit]) bytes.", required: isRequired,
                    content: ["application/json": .init(schema: .init(schema, takesNull: true))])
            case .multipart(let schema):
                requestBody = RequestBody(
                    description: "A form with one file.", required: true,
                    content: ["multipart/form-data": .init(schema: .init(schema, takesNull: false))])
            }
            let contents = try Self.content(of: route.contents)
            let error = SchemaDocument.object(["$ref": .text("#/components/schemas/Error")])
            var responses = [
                "\(route.success.code)": Response(description: route.summary, content: contents),
                "default": Response(description: "Refused.", of: error),
            ]
            if let other = route.otherSuccess {
                responses["\(other.code)"] = Response(description: route.summary, content: contents)
            }
            responses["429"] = .tooMany(error)
            if route.access != .open { responses["401"] = Response(description: "Without a good token.", of: error) }
            for status in route.partial {
                let either = contents.mapValues { content in
                    Content(schema: content.schema.map { .object(["anyOf": .list([$0, error])]) })
                }
                responses["\(status.code)"] = Response(description: "Refused in part, or all of it.", content: either)
            }
            self.responses = responses
            switch route.access {
            case .open: security = []
            case .device, .deviceInHandler: security = [["device_token": []]]
            case .scopes(let scopes): security = scopes.map { ["access_token": [$0.rawValue]] }
            }
        }

        /// The same without bodies.
        init(headOf route: Route, _ settings: APISettings) throws {
            let get = try Operation(route, settings)
            (summary, parameters, requestBody, security) = (get.summary, get.parameters, nil, get.security)
            responses = get.responses.mapValues(\.withoutContent)
        }

        private static func content(of contents: Route.Contents) throws -> [String: Content] {
            switch contents {
            case .document(let shape): ["application/json": Content(schema: SchemaDocument(try shape()))]
            case .other(let type): [type: Content(schema: nil)]
            }
        }
    }

    private struct Parameter: Encodable {
        let name: String
        let `in`: String
        let required: Bool
        let schema: SchemaDocument
    }

    private struct RequestBody: Encodable {
        let description: String
        let required: Bool
        let content: [String: Content]
    }

    private struct Response: Encodable {
        let description: String
        var headers: [String: Header]?
        var content: [String: Content]

        init(description: String, headers: [String: Header]? = nil, content: [String: Content]) {
            (self.description, self.headers, self.content) = (description, headers, content)
        }

        init(description: String, headers: [String: Header]? = nil, of schema: SchemaDocument) {
            self.init(
                description: description, headers: headers, content: ["application/json": Content(schema: schema)])
        }

        /// Before anything else is judged, so that a call without a token may get it too.
        static func tooMany(_ error: SchemaDocument) -> Response {
            Response(
                description: "The caller has used up its share, or its address has shown too many bad tokens, or none.",
                headers: ["Retry-After": .seconds], of: error)
        }

        var withoutContent: Response { Response(description: description, headers: headers, content: [:]) }
    }

    private struct Header: Encodable {
        static let seconds = Header(
            description: "For how many seconds to wait.", required: true,
            schema: SchemaDocument(JSONSchema.Kind.integer(1...Int64(UInt32.max))))

        let description: String
        let required: Bool
        let schema: SchemaDocument
    }

    private struct Content: Encodable {
        /// None for what is not a document of ours.
        let schema: SchemaDocument?
    }

    private struct Components: Encodable {
        let schemas = [
            "Error": SchemaDocument(
                JSONSchema([
                    .required("error"), .required("code"), .optional("details", .list(.anyObject)),
                    .optional("plan", .anyObject),
                ]).opened, takesNull: true)
        ]
        let securitySchemes = [
            "access_token": ["type": "http", "scheme": "bearer"],
            "device_token": ["type": "http", "scheme": "bearer"],
        ]
    }
}

extension HTTPRequest.Method {
    fileprivate var key: String { rawValue.lowercased() }
}

/// The OpenAPI document as it is sent, made when it is asked for the first time.
final class OpenAPIText: Sendable {
    private let routes: [Route]
    private let settings: APISettings
    private let text = Mutex<String?>(nil)

    init(of routes: [Route], settings: APISettings) {
        self.routes = routes
        self.settings = settings
    }

    func made() throws -> String {
        try text.withLock { text in
            let made = try text ?? OpenAPIDocument(of: routes, settings: settings).text()
            text = made
            return made
        }
    }
}
