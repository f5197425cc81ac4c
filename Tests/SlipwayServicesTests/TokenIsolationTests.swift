import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What a principal of one organization may do with tokens and telemetry: only what is its own.
@Suite struct TokenIsolationTests {
    @Test func `it makes tokens for its own organization only`() async throws {
        try await withEve { fleet, eve in
            let authentication = fleet.services.authentication
            let create = { (organization: String?) in
                try await authentication.create(
                    AccessTokenRequest(description: "t", scopes: [.admin], organization: organization), as: eve)
            }
            #expect(await code { try await create(nil) } == "AUTH_003")
            #expect(await code { try await create("acme") } == "ORG_001")
            let own = try await create("beta")
            #expect(try await authentication.authenticate(own.token).organization == eve.organization)
        }
    }

    @Test func `it sees and revokes its own organization's tokens only`() async throws {
        try await withEve { fleet, eve in
            let authentication = fleet.services.authentication
            var ids: [AccessToken.ID] = []
            for organization in [nil, "acme", "beta"] {
                let request = AccessTokenRequest(description: "t", scopes: [.admin], organization: organization)
                ids.append(try await authentication.create(request, as: fleet.ada).record.id)
            }
            #expect(try await authentication.page(at: .first, limit: 9, as: eve).rows.map(\.id) == [ids[2]])
            #expect(try await authentication.count(as: eve) == .exactly(1))
            for id in ids.prefix(2) {
                #expect(await code { try await authentication.revoke(id, as: eve) } == "AUTH_004")
            }
            #expect(try await authentication.count(as: fleet.ada) == .exactly(3))
            #expect(await code { try await authentication.revoke(ids[2], as: eve) } == nil)
        }
    }

    @Test func `another organization's devices take and show no telemetry`() async throws {
        try await withEve { fleet, eve in
            let telemetry = fleet.services.telemetry
            let message = #"{"ev":"boot","device_uid":"dev-001"}"#
            #expect(await code { try await telemetry.ingest([message], from: "dev-001", as: eve) } == "DEVICE_001")
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(index: 0, field: "device_uid", fault: "device dev-001 not found")
                ])
            ) { try await telemetry.ingestBatch([message], as: eve) }
            #expect(
                await code { try await telemetry.telemetry(ofDevice: "dev-001", after: nil, limit: 1, as: eve) }
                    == "DEVICE_001")
            let found53 = try await telemetry.telemetry(ofDevice: "dev-001", after: nil, limit: 1, as: fleet.ada)
            #expect(found53 == [])
        }
    }

    @Test func `a device sends its own telemetry and nothing else`() async throws {
        try await withFleet(devices: 2) { fleet in
            let telemetry = fleet.services.telemetry
            let (own, other) = (fleet.device(0), #"{"ev":"boot","device_uid":"dev-002"}"#)
            #expect(await code { try await telemetry.ingest([other], from: "dev-002", as: own) } == "DEVICE_001")
            #expect(await code { try await telemetry.ingestBatch([other], as: own) } == "AUTH_003")
            #expect(
                await code { try await telemetry.telemetry(ofDevice: "dev-001", after: nil, limit: 1, as: own) }
                    == "AUTH_003")
        }
    }

    @Test func `without the scope nothing goes`() async throws {
        try await withFleet { fleet in
            let scopes = Set(Scope.allCases).subtracting([.admin, .devicesRead, .telemetryWrite])
            let nobody = Principal.operator("nobody", scopes: scopes)
            let (authentication, telemetry) = (fleet.services.authentication, fleet.services.telemetry)
            let request = AccessTokenRequest(description: "t", scopes: [.devicesRead])
            let found = [
                await code { try await authentication.create(request, as: nobody) },
                await code { try await authentication.page(at: .first, limit: 1, as: nobody).rows },
                await code { try await authentication.count(as: nobody) },
                await code { try await authentication.revoke(.init(1), as: nobody) },
                await code { try await telemetry.ingest([], from: "dev-001", as: nobody) },
                await code { try await telemetry.ingestBatch([], as: nobody) },
                await code { try await telemetry.telemetry(ofDevice: "dev-001", after: nil, limit: 1, as: nobody) },
            ]
            #expect(found == Array(repeating: "AUTH_003", count: found.count))
        }
    }

    /// `acme` with three devices, and a principal of `beta`, which has none.
    private func withEve(_ body: (StockedFleet, Principal) async throws -> Void) async throws {
        try await withFleet { fleet in
            let beta = try await fleet.services.repository.write { try $0.insertOrganization(name: "beta") }
            try await body(fleet, .operator("eve", organization: .one(beta.id)))
        }
    }
}
