import HTTPTypes
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Every route × no token, a token for something else, one of another organization, a body that is none, and the right
/// one, asked in this order.
@Suite struct RouteAccessTests {
    /// What is seen: without a token, with a wrong one, from another organization, with a malformed body (none where
    /// the route takes no JSON), and with everything right.
    private static let expected: [String: [Int?]] = [
        "GET /health": [200, nil, nil, nil, 200],
        "GET /ready": [200, nil, nil, nil, 200],
        "GET /metrics": [200, nil, nil, nil, 200],
        "GET /openapi.json": [200, nil, nil, nil, 200],
        "GET /api/v2/organizations": [401, 403, 200, nil, 200],
        "GET /api/v2/organizations/{id}": [401, 403, 404, nil, 200],
        "POST /api/v2/organizations": [401, 403, 403, 400, 201],
        "PUT /api/v2/organizations/{id}": [401, 403, 404, 400, 200],
        "GET /api/v2/devices": [401, 403, 200, nil, 200],
        "GET /api/v2/devices/{id}": [401, 403, 404, nil, 200],
        "GET /api/v2/devices/{id}/telemetry": [401, 403, 404, nil, 200],
        "POST /api/v2/devices": [401, 403, 400, 400, 201],
        "POST /api/v2/devices/batch": [401, 403, 400, 400, 201],
        "PATCH /api/v2/devices/{id}/status": [401, 403, 404, 400, 200],
        "POST /api/v2/devices/{id}/token": [401, 403, 404, nil, 201],
        "DELETE /api/v2/devices/{id}/token": [401, 403, 404, nil, 200],
        "POST /api/v2/devices/{id}/update": [401, 403, 404, 400, 202],
        "POST /api/v2/telemetry/batch": [401, 403, 400, 400, 202],
        // The release is for all: it is seen by all, and moved on by those who act for all.
        "GET /api/v2/firmware/releases": [401, 403, 200, nil, 200],
        "GET /api/v2/firmware/releases/{id}": [401, 403, 200, nil, 200],
        "POST /api/v2/firmware/upload": [401, 403, 201, nil, 409],
        "POST /api/v2/firmware/releases/{id}/promote": [401, 403, 403, 400, 200],
        "GET /api/v2/updates/batches": [401, 403, 200, nil, 200],
        "GET /api/v2/updates/batches/{id}": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/batches": [401, 403, 400, 400, 201],
        // For another organization nothing is left of it.
        "POST /api/v2/updates/batches/plan": [401, 403, 200, 400, 200],
        "POST /api/v2/updates/batches/{id}/pause": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/batches/{id}/resume": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/batches/{id}/cancel": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/batches/{id}/retry": [401, 403, 404, 400, 409],
        "GET /api/v2/updates/rollouts": [401, 403, 200, nil, 200],
        "GET /api/v2/updates/rollouts/{id}": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/rollouts": [401, 403, 400, 400, 201],
        "POST /api/v2/updates/rollouts/plan": [401, 403, 400, 400, 200],
        "PATCH /api/v2/updates/rollouts/{id}": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/submit": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/rollouts/{id}/approve": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/deny": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/pause": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/resume": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/advance": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/rollback": [401, 403, 404, 400, 201],
        "POST /api/v2/updates/rollouts/{id}/rollback/plan": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/rollouts/{id}/retry": [401, 403, 404, 400, 201],
        "POST /api/v2/updates/rollouts/{id}/exclude": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/exclude/plan": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/rollouts/{id}/finish": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/rollouts/{id}/cancel": [401, 403, 404, 400, 200],
        "GET /api/v2/updates/templates": [401, 403, 200, nil, 200],
        "GET /api/v2/updates/templates/{id}": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/templates": [401, 403, 400, 400, 200],
        "DELETE /api/v2/updates/templates/{id}": [401, 403, 404, nil, 200],
        "GET /api/v2/updates/sessions/{session}": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/sessions/{session}/cancel": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/halt": [401, 403, 403, 400, 200],
        "DELETE /api/v2/updates/halt": [401, 403, 403, 400, 200],
        "GET /api/v2/admin/stats": [401, 403, 200, nil, 200],
        "POST /api/v2/admin/tokens": [401, 403, 403, 400, 201],
        "GET /api/v2/admin/tokens": [401, 403, 200, nil, 200],
        "DELETE /api/v2/admin/tokens/{id}": [401, 403, 404, nil, 200],
        // A device has no organization of its own choosing: for it, the third is another device's session.
        "GET /api/v2/device/{uid}/updates/check": [401, 401, nil, nil, 200],
        "GET /api/v2/device/{uid}/updates/{session}/download": [401, 401, 404, nil, 200],
        "POST /api/v2/device/{uid}/updates/{session}/ack": [401, 401, 404, nil, 200],
        "POST /api/v2/device/{uid}/updates/{session}/progress": [401, 401, 404, 400, 200],
        "POST /api/v2/device/{uid}/updates/{session}/flashed": [401, 401, 404, nil, 200],
        "POST /api/v2/device/{uid}/updates/{session}/complete": [401, 401, 404, 400, 200],
        "POST /api/v2/device/{uid}/updates/{session}/failed": [401, 401, 404, 400, 200],
        "POST /api/v2/device/{uid}/telemetry": [401, 401, nil, 400, 200],
    ]

    @Test func `every route keeps out whoever may not use it, and lets in whoever may`() async throws {
        var names: Set<String> = []
        try await withAPI { names = Set($0.responder.table.routes.map(\.name)) }
        #expect(names == Set(Self.expected.keys))
        for name in names.sorted() {
            try await withAskedRoute(name) { asked in
                let statuses = try await asked.statuses()
                #expect(statuses == Self.expected[name], "\(name)")
            }
        }
    }

    @Test func `a method that a path does not take is 405, and says which it takes`() async throws {
        try await withAPI { world in
            let answer = try await world.send(.put, "/api/v2/devices/1/token")
            #expect(answer.status == 405)
            #expect(answer.code == "REQUEST_003")
            #expect(answer.headers[.allow] == "DELETE, POST")
            let other = try await world.send(.delete, "/api/v2/devices")
            #expect(other.headers[.allow] == "GET, HEAD, POST")
            let batch = try await world.send(.get, "/api/v2/devices/batch")
            #expect(batch.status == 405 && batch.headers[.allow] == "POST")
            let head = try await world.send(.head, "/api/v2/devices/1/token")
            #expect(head.status == 405 && head.bytes.isEmpty)
        }
    }

    @Test(arguments: [
        "/", "//", "", "/api/v2", "/api/v2/devices//", "/api//v2/devices", "/api/v2/devices//telemetry",
        "/api/v2/devices/1/2", "/api/v2/%zz", "/api/v2/devices/..",
        "/api/v1/devices",
    ])
    func `what no route has is 404, and no token is asked for`(path: String) async throws {
        try await withAPI { world in
            let answer = try await world.send(.get, path)
            #expect(answer.status == (path == "/api/v2/devices/.." ? 401 : 404))
            #expect(answer.code == (path == "/api/v2/devices/.." ? "AUTH_001" : "REQUEST_002"))
        }
    }

    @Test(arguments: ["//api/v2/devices", "///api/v2/devices", "/api/v2/devices/", "//api/v2/devices/?limit=1"])
    func `a slash too many before or behind a path changes nothing`(path: String) async throws {
        try await withAPI { world in
            let answer = try await world.send(.get, path, token: try await world.token(.devicesRead))
            #expect(answer.status == 200)
        }
    }

    @Test func `a HEAD answers as the GET does, without a body`() async throws {
        var names: Set<String> = []
        try await withAPI { names = Set($0.responder.table.routes.filter { $0.method == .get }.map(\.name)) }
        // What they say differs from one time to the next.
        let inconstant: Set = ["GET /metrics", "GET /api/v2/device/{uid}/updates/check"]
        for name in names.sorted() {
            try await withAskedRoute(name) { asked in
                for token in [nil, try await asked.rightToken()] {
                    let head = try await asked.answer(token, query: "", method: .head)
                    let get = try await asked.answer(token, query: "")
                    #expect(head.bytes.isEmpty, "\(name)")
                    #expect(head.status == get.status, "\(name)")
                    #expect(head.headers.map(\.name) == get.headers.map(\.name), "\(name)")
                    if !inconstant.contains(name) { #expect(head.headers == get.headers, "\(name)") }
                    #expect(get.headers[.contentLength] == "\(get.bytes.count)", "\(name)")
                }
            }
        }
    }

    @Test func `a HEAD begins no download`() async throws {
        try await withAskedRoute("GET /api/v2/device/{uid}/updates/{session}/download") { asked in
            let head = try await asked.answer(try await asked.rightToken(), query: "", method: .head)
            #expect(head.headers[.contentLength] == "\(asked.world.fleet.release.sizeBytes)")
            let state = try await asked.world.fleet.updates.session(asked.sessions[0], as: asked.world.fleet.ada)
            #expect(state.session.updateStatus == .initiated)
        }
    }

    @Test func `a slash inside of a uid comes encoded`() async throws {
        try await withAPI { world in
            let entry = RegistrationEntry(deviceUID: "a/b c", organizationID: world.fleet.acme.id)
            let token = try #require(
                try await world.fleet.services.devices.register([entry], as: world.fleet.ada).successful.first
            ).deviceToken
            #expect(try await world.send(.get, "/api/v2/device/a%2Fb%20c/updates/check", token: token).status == 200)
        }
    }
}
