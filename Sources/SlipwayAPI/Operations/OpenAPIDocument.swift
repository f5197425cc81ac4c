import HTTPTypes
import SlipwayServices

/// The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html), made from the routes themselves.
package struct OpenAPIDocument: Encodable {
    let openapi = "3.1.1"
    let info = ["title": "Slipway", "version": "2"]
    private let paths: [String: [String: Operation]]
    private let components = Components()

    package init(of routes: [Route]) throws {
        var paths: [String: [String: Operation]] = [:]
        for route in routes { paths[route.path.description, default: [:]][route.method.key] = try Operation(route) }
        self.paths = paths
    }

    /// The route that shows it, of these routes and itself.
    static func route(besides routes: [Route]) -> Route {
        let text = OpenAPIText(of: routes + [route { "" }])
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

        init(_ route: Route) throws {
            summary = route.summary
            parameters =
                route.path.parameterNames.map { Parameter(name: $0, in: "path", required: true) }
                + route.query.map { Parameter(name: $0, in: "query", required: false) }
            switch route.body {
            case .none: requestBody = nil
            case .json(let schema, let isRequired):
                requestBody = RequestBody(
                    required: isRequired, content: ["application/json": .init(schema: .init(schema))])
            case .multipart(let schema):
                requestBody = RequestBody(
                    required: true, content: ["multipart/form-data": .init(schema: .init(schema))])
            }
            responses = [
                "\(route.success.code)": Response(
                    description: route.summary, content: try Self.content(of: route.contents)),
                "default": Response(
                    description: "Refused.",
                    content: ["application/json": .init(schema: .reference("#/components/schemas/Error"))]),
            ]
            switch route.access {
            case .open: security = []
            case .device, .deviceInHandler: security = [["device_token": []]]
            case .scopes(let scopes): security = scopes.map { ["access_token": [$0.rawValue]] }
            }
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
        let schema = ["type": "string"]
    }

    private struct RequestBody: Encodable {
        let required: Bool
        let content: [String: Content]
    }

    private struct Response: Encodable {
        let description: String
        let content: [String: Content]
    }

    private struct Content: Encodable {
        /// None for what is no document of ours.
        let schema: SchemaDocument?
    }

    private struct Components: Encodable {
        let schemas = [
            "Error": SchemaDocument(
                JSONSchema([.required("error"), .required("code"), .optional("details", .list(.anyObject))]))
        ]
        let securitySchemes = [
            "access_token": ["type": "http", "scheme": "bearer"],
            "device_token": ["type": "http", "scheme": "bearer"],
        ]
    }
}

/// A schema as JSON Schema writes it.
private indirect enum SchemaDocument: Encodable {
    case reference(String)
    case simple(type: String, format: String?)
    case choice([String])
    case list(SchemaDocument)
    case object([String: SchemaDocument], required: [String])
    case nullable(SchemaDocument)

    init(_ schema: JSONSchema) {
        let fields = Dictionary(schema.fields.map { ($0.name, SchemaDocument($0.kind)) }) { first, _ in first }
        let object = SchemaDocument.object(fields, required: schema.fields.filter(\.isRequired).map(\.name))
        self = schema.isList ? .list(object) : object
    }

    init(_ kind: JSONSchema.Kind) {
        switch kind {
        case .text: self = .simple(type: "string", format: nil)
        case .integer: self = .simple(type: "integer", format: "int64")
        case .number: self = .simple(type: "number", format: "double")
        case .flag: self = .simple(type: "boolean", format: nil)
        case .file: self = .simple(type: "string", format: "binary")
        case .choice(let names): self = .choice(names)
        case .list(let element): self = .list(SchemaDocument(element))
        case .anyObject: self = .simple(type: "object", format: nil)
        case .object(let schema): self = SchemaDocument(schema)
        case .nullable(let kind): self = .nullable(SchemaDocument(kind))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try encode(into: &container) { try $1.encode($0, forKey: .type) }
    }

    /// - Parameter put: writes the name of the type.
    private func encode(
        into container: inout KeyedEncodingContainer<CodingKeys>,
        _ put: (String, inout KeyedEncodingContainer<CodingKeys>) throws -> Void
    ) throws {
        switch self {
        case .reference(let path): try container.encode(path, forKey: .reference)
        case .simple(let type, let format):
            try put(type, &container)
            try container.encodeIfPresent(format, forKey: .format)
        case .choice(let names):
            try put("string", &container)
            try container.encode(names, forKey: .enum)
        case .list(let items):
            try put("array", &container)
            try container.encode(items, forKey: .items)
        case .object(let fields, let required):
            try put("object", &container)
            try container.encode(fields, forKey: .properties)
            try container.encode(required, forKey: .required)
        case .nullable(let schema):
            try schema.encode(into: &container) { try $1.encode([$0, "null"], forKey: .type) }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case reference = "$ref"
        case type, format, `enum`, items, properties, required
    }
}

extension HTTPRequest.Method {
    fileprivate var key: String { rawValue.lowercased() }
}
