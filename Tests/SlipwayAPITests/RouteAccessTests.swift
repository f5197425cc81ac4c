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
        // Releases are everybody's.
        "GET /api/v2/firmware/releases": [401, 403, 200, nil, 200],
        "GET /api/v2/firmware/releases/{id}": [401, 403, 200, nil, 200],
        "POST /api/v2/firmware/upload": [401, 403, 201, nil, 409],
        "POST /api/v2/firmware/releases/{id}/promote": [401, 403, 200, 400, 409],
        "GET /api/v2/updates/batches": [401, 403, 200, nil, 200],
        "GET /api/v2/updates/batches/{id}": [401, 403, 404, nil, 200],
        "POST /api/v2/updates/batches": [401, 403, 400, 400, 201],
        "POST /api/v2/updates/batches/{id}/pause": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/batches/{id}/resume": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/batches/{id}/cancel": [401, 403, 404, 400, 200],
        "POST /api/v2/updates/batches/{id}/retry": [401, 403, 404, 400, 409],
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
        }
    }

    @Test(arguments: [
        "/", "", "/api/v2", "/api/v2/devices/", "/api/v2/devices/1/2", "/api/v2/%zz", "/api/v2/devices/..",
        "/api/v1/devices",
    ])
    func `what no route has is 404, and no token is asked for`(path: String) async throws {
        try await withAPI { world in
            let answer = try await world.send(.get, path)
            #expect(answer.status == (path == "/api/v2/devices/.." ? 401 : 404))
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
