import HTTPTypes
import SlipwayAPI
import SlipwayCore
import TestSupport
import Testing

/// A slip of the pen must not become a request for more than was meant.
@Suite struct StrictRequestTests {
    @Test func `no route but those of devices takes a member or a parameter that it does not know`() async throws {
        for route in try await routes() where !route.isLenient {
            try await withAskedRoute(route.name) { asked in
                let token = route.access == .open ? nil : try await asked.rightToken()
                let known = route.query.map(\.name).first ?? "limit"
                for answer in [
                    try await asked.answer(token, query: "stranger=1"),
                    try await asked.answer(token, query: "\(known)x=1"),
                    try await asked.answer(token, query: "", member: "stranger"),
                ] {
                    #expect(answer.status == 400, "\(route.name): \(answer.text)")
                    #expect(answer.code == "REQUEST_001", "\(route.name): \(answer.text)")
                }
            }
        }
    }

    @Test func `every route of devices takes members and parameters that it does not know`() async throws {
        for route in try await routes() where route.isLenient {
            try await withAskedRoute(route.name) { asked in
                let answer = try await asked.answer(
                    try await asked.rightToken(), query: "stranger=1&stranger=%zz", member: "stranger")
                #expect(answer.status == route.success.code, "\(route.name): \(answer.text)")
            }
        }
    }

    @Test func `an unknown name is told with the one that was meant, beside every other fault`() async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .post, "/api/v2/admin/tokens?dry_run=1", token: try await world.token(.admin),
                body: #"{"description":7,"scopes":["devices:raed"],"organisation_id":1,"expires":"30d"}"#)
            #expect(
                try answer.json.objects("details").map { "\(try $0.text("field")) \(try $0.text("fault"))" } == [
                    "dry_run is unknown; nothing is taken here",
                    "expires is unknown; did you mean expires_in? taken are description, scopes, organization_id, "
                        + "expires_in",
                    "organisation_id is unknown; did you mean organization_id? taken are description, scopes, "
                        + "organization_id, expires_in",
                    "description must be a text, and is a number",
                    "scopes[0] must be one of \(Scope.allCases.map(\.rawValue).joined(separator: ", "))",
                ])
            #expect(
                try await world.fleet.services.authentication.page(
                    of: AccessTokenQuery(), at: .first, limit: 9, as: world.fleet.ada
                ).rows.count == 1)
        }
    }

    @Test(arguments: [
        ("/admin/tokens", #"{"description":"a","scopes":["devices:read"],"organization_id":null}"#, "organization_id"),
        ("/admin/tokens", #"{"description":"a","scopes":["devices:read"],"expires_in":null}"#, "expires_in"),
        ("/admin/tokens", #"{"description":"a","scopes":null}"#, "scopes"),
        ("/updates/batches", #"{"name":"a","firmware_id":1,"device_ids":[1],"max_in_flight":null}"#, "max_in_flight"),
        ("/updates/halt", #"{"reason":"a","organization_id":null}"#, "organization_id"),
        ("/updates/halt", #"{"reason":"a","everything":null}"#, "everything"),
    ])
    func `null is refused where leaving it out would widen what is asked for`(
        path: String, body: String, field: String
    ) async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .post, "/api/v2" + path, token: try await world.token(.admin), body: body)
            #expect(answer.code == "REQUEST_001")
            #expect(try answer.json.objects("details").map { try $0.text("field") } == [field])
        }
    }

    @Test func `null is as good as nothing elsewhere`() async throws {
        try await withAPI { world in
            let id = world.fleet.acme.id
            let device = try await world.send(
                .post, "/api/v2/devices", token: try await world.token(.devicesWrite),
                body: #"{"device_uid":"new","organization_id":\#(id),"serial_number":null,"device_token":null}"#)
            #expect(device.status == 201)
            let change = try await world.send(
                .put, "/api/v2/organizations/\(id)", token: try await world.token(.organizationsWrite),
                body: #"{"active":null,"device_limit":7}"#)
            #expect(change.status == 200)
        }
    }

    @Test(arguments: [
        ("organisation_id=2", "organisation_id"), ("organization_id=", "organization_id"), ("filter=", "filter"),
        ("filter=%20", "filter"), ("filter=%zz", "filter"), ("reverse=yes", "reverse"), ("limit=1&limit=2", "limit"),
        ("=1", #""""#),
    ])
    func `a query that is not understood lists nothing`(query: String, field: String) async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .get, "/api/v2/devices?" + query, token: try await world.token(.devicesRead))
            #expect(answer.code == "REQUEST_001")
            #expect(try answer.json.objects("details").first?.text("field") == field)
        }
    }

    @Test func `a query is told to be wrong beside a body that is missing`() async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .delete, "/api/v2/updates/halt?organization_id=1", token: try await world.token(.updatesWrite))
            #expect(
                try answer.json.objects("details").map { try $0.text("field") } == ["organization_id", "body"])
        }
    }

    @Test func `messages of telemetry keep what else they hold`() async throws {
        try await withAPI { world in
            let token = try await world.token(.telemetryWrite)
            func send(_ more: String) async throws -> Int {
                try await world.send(
                    .post, "/api/v2/telemetry/batch", token: token,
                    body: #"{"messages":[{"device_uid":"dev-001","ev":"boot","volts":3.3}]\#(more)}"#
                ).status
            }
            #expect(try await send("") == 202)
            #expect(try await send(#","device_uid":"dev-001""#) == 400)
        }
    }

    @Test func `an object full of strangers is refused in few words`() async throws {
        try await withAPI { world in
            let members = (0..<5_000).map { #""a\#($0)":0"# }.joined(separator: ",")
            let answer = try await world.send(
                .post, "/api/v2/organizations", token: try await world.token(.organizationsWrite), body: "{\(members)}")
            #expect(try answer.json.objects("details").count == 21)
        }
    }

    private func routes() async throws -> [Route] {
        var routes: [Route] = []
        try await withAPI { routes = $0.responder.table.routes }
        return routes
    }
}
