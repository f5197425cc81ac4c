import Foundation
import HTTPTypes
import SlipwayAPI
import SlipwayCore
import Testing

/// What the document says of requests: generators of clients and of requests take it at its word.
@Suite struct OpenAPIDocumentTests {
    @Test func `a body of devices may hold anything else, and no other body`() async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            for route in world.responder.table.routes {
                let type: String
                switch route.body {
                case .none: continue
                case .json: type = "application/json"
                case .multipart: type = "multipart/form-data"
                }
                let operation = try paths.object(route.path.description).object(route.method.rawValue.lowercased())
                var schema = try operation.object("requestBody").object("content").object(type).object("schema")
                if try schema.text("type") == "array" { schema = try schema.object("items") }
                #expect((schema["additionalProperties"] as? Bool == false) != route.isLenient, "\(route.name)")
            }
        }
    }

    @Test func `what may be null, what a text is made of and what excludes another are in the schema`() async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            func schema(_ path: String, _ method: String) throws -> JSONMembers {
                try paths.object("/api/v2" + path).object(method).object("requestBody").object("content")
                    .object("application/json").object("schema")
            }
            let batch = try schema("/updates/batches", "post").object("properties")
            #expect(try batch.object("max_in_flight")["type"] as? String == "integer")
            #expect(try batch.object("max_in_flight")["maximum"] as? Int == 100_000)
            #expect(try batch.object("request_id")["type"] as? [String] == ["string", "null"])
            #expect(try batch.object("request_id")["maxLength"] as? Int == 128)
            #expect(try batch.object("device_ids")["maxItems"] as? Int == 500)
            let messages = try schema("/telemetry/batch", "post").object("properties").object("messages")
            #expect(try messages.object("items")["required"] as? [String] == ["device_uid", "ev"])
            #expect(try messages.object("items")["additionalProperties"] == nil)
            let register = try paths.object("/api/v2/devices/batch").object("post").object("responses")
            #expect(Set(["201", "207", "400", "default"].filter { register[$0] != nil }).count == 4)
            let change = try schema("/organizations/{id}", "put").object("properties")
            let environments = try #require(try change.object("environment")["enum"] as? [Any])
            #expect(environments.count == 3 && environments.last is NSNull)
            #expect(try schema("/updates/halt", "delete").objects("oneOf").count == 2)
            #expect(try schema("/updates/halt", "post").objects("oneOf").count == 3)
        }
    }

    @Test func `every answer that may come before the handler's is told, with how long to wait`() async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            for route in world.responder.table.routes {
                let responses = try paths.object(route.path.description).object(route.method.rawValue.lowercased())
                    .object("responses")
                #expect((responses["401"] == nil) == (route.access == .open), "\(route.name)")
                let wait = try responses.object("429").object("headers").object("Retry-After")
                #expect(wait["required"] as? Bool == true, "\(route.name)")
            }
        }
    }

    @Test func `where one field at least is needed, the schema asks for one that is not null`() async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            for (path, method, fields, kinds) in [
                ("/devices/{id}/status", "patch", ["active", "updates_enabled"], ["boolean", "boolean"]),
                ("/device/{uid}/telemetry", "post", ["ev", "messages"], ["string", "array"]),
            ] {
                let schema = try Self.body(of: paths, path, method)
                let choices = try schema.objects("anyOf")
                #expect(choices.map { $0["required"] as? [String] } == fields.map { [$0] })
                for (choice, (field, kind)) in zip(choices, zip(fields, kinds)) {
                    #expect(try choice.object("properties").object(field)["type"] as? String == kind)
                }
            }
        }
    }

    /// What lies above the basic plane cannot be written in a pattern that every reader understands.
    @Test func `the patterns of names refuse what the rules refuse, character by character`() async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            let odd = (0...UInt32(0xFFFF)).compactMap(Unicode.Scalar.init).filter { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
                default: scalar.value % 251 == 0
                }
            }
            for (path, method, field, rule) in [
                ("/devices", "post", "device_uid", FieldRule.identifier),
                ("/updates/batches", "post", "name", .name), ("/telemetry/batch", "post", "ev", .reported),
                ("/organizations/{id}", "put", "display_name", .text),
            ] {
                let schema = try Self.body(of: paths, path, method)
                let fields =
                    try path.hasPrefix("/telemetry")
                    ? schema.object("properties").object("messages").object("items").object("properties")
                    : schema.object("properties")
                let pattern = try NSRegularExpression(pattern: try fields.object(field).text("pattern"))
                for scalar in odd {
                    let text = "a\(scalar)b"
                    let range = NSRange(text.startIndex..., in: text)
                    #expect(
                        (pattern.firstMatch(in: text, range: range) != nil)
                            == rule.faults(of: text, field: field).isEmpty,
                        "\(field), U+\(String(scalar.value, radix: 16))")
                }
            }
        }
    }

    @Test(arguments: [
        "1.4.0", "0.0.0", "10.20.30-rc.1", "1.0.0-alpha-b.0x", "1.0.0+g1a2b3c.7", "1.0.0-0a+00", "999999999.0.0", "0",
        "1.4", "01.4.0", "1.4.0-", "1.4.0-01", "1.4.0+", "1.4.0+a..b", "1.4.0-rc_1", "v1.4.0", "1000000000.0.0",
        "1.4.0 ", "V2", "1.2.3.4-rc.1", "1.2.3.4.5", "2026-11-23", "2026-11-23-b.1", "2026-13-01", "2026-02-32", "7-3",
        "vv1",
        "2026-11-23.5", "1.", ".1", "v", "",
    ])
    func `the pattern of a version says what is one`(text: String) async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            let fields = try paths.object("/api/v2/firmware/upload").object("post").object("requestBody")
                .object("content").object("multipart/form-data").object("schema").object("properties")
            let pattern = try NSRegularExpression(pattern: try fields.object("version").text("pattern"))
            let range = NSRange(text.startIndex..., in: text)
            #expect((pattern.firstMatch(in: text, range: range) != nil) == (FirmwareVersion(text) != nil))
        }
    }

    @Test func `the schema of an upload asks for a file that is not empty, and for a manifest with its signature`()
        async throws
    {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            let form = try paths.object("/api/v2/firmware/upload").object("post").object("requestBody")
                .object("content").object("multipart/form-data").object("schema")
            let fields = try form.object("properties")
            #expect(try fields.object("firmware")["minLength"] as? Int == 1)
            let together = try form.object("dependentRequired")
            #expect(together["manifest"] as? [String] == ["manifest_signature"])
            #expect(together["manifest_signature"] as? [String] == ["manifest"])
            let pattern = try NSRegularExpression(pattern: try fields.object("manifest").text("pattern"))
            let manifest = FirmwareManifest(
                sha256: String(repeating: "0", count: 64), sizeBytes: 1, version: "1.0.0", hardwareVersions: [],
                minimumVersion: nil)
            for (text, isTaken) in [(manifest.text, true), ("", true), ("sha256 0", false)] {
                let range = NSRange(text.startIndex..., in: text)
                #expect((pattern.firstMatch(in: text, range: range) != nil) == isTaken, "\(text)")
            }
        }
    }

    @Test func `the answer to a repeat is in the document as the first one is`() async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            for path in ["/updates/batches", "/updates/batches/{id}/retry"] {
                let responses = try paths.object("/api/v2" + path).object("post").object("responses")
                let schemas = try ["200", "201"].map { status in
                    try responses.object(status).object("content").object("application/json").object("schema")
                }
                #expect(try schemas[0].object("properties")["id"] != nil)
                #expect(schemas[0]["required"] as? [String] == schemas[1]["required"] as? [String])
            }
        }
    }

    @Test func `every cursor that a list gives has the form that its parameter asks for`() async throws {
        try await withAPI { world in
            let paths = try await world.send(.get, "/openapi.json").json.object("paths")
            let parameters = try paths.object("/api/v2/devices").object("get").objects("parameters")
            let cursor = try #require(parameters.first { $0["name"] as? String == "cursor" })
            let pattern = try NSRegularExpression(pattern: try cursor.object("schema").text("pattern"))
            let orders: [DeviceOrder] = DeviceOrder.allCases
            for order in orders {
                for isReversed in [false, true] {
                    let query = ListQuery<DeviceOrder>(order: order, isReversed: isReversed)
                    let text = ListCursor(ListAnchor(segment: 0, key: []), of: query).text
                    #expect(pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil)
                }
            }
            #expect(pattern.firstMatch(in: "0", range: NSRange(location: 0, length: 1)) == nil)
        }
    }

    private static func body(of paths: JSONMembers, _ path: String, _ method: String) throws -> JSONMembers {
        try paths.object("/api/v2" + path).object(method).object("requestBody").object("content")
            .object("application/json").object("schema")
    }
}
