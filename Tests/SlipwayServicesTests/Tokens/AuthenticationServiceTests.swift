import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

@Suite struct AuthenticationServiceTests {
    @Test func `a new token opens what it was made for`() async throws {
        try await withFleet { fleet in
            let all = try await fleet.createToken(scopes: [.devicesRead, .telemetryWrite])
            #expect(
                try await fleet.services.authentication.authenticate(all.token)
                    == Principal(
                        kind: .token, name: "1 (ci)", scopes: [.devicesRead, .telemetryWrite], organization: .all,
                        token: TokenOrigin(description: "ci", madeBy: "ada")))
            let limited = try await fleet.createToken("line", organization: "acme")
            #expect(
                try await fleet.services.authentication.authenticate(limited.token)
                    == Principal(
                        kind: .token, name: "2 (line)", scopes: [.devicesRead], organization: .one(fleet.acme.id),
                        token: TokenOrigin(description: "line", madeBy: "ada")))
        }
    }

    @Test func `a token that nobody made is invalid`() async throws {
        try await withFleet { fleet in
            let created = try await fleet.createToken()
            for token in ["", "x", created.token + "x", TokenHash.sha256Hex(of: created.token)] {
                #expect(await code { try await fleet.services.authentication.authenticate(token) } == "AUTH_001")
            }
        }
    }

    @Test func `a token is expired from its instant on, and stays in the list`() async throws {
        try await withFleet { fleet in
            let created = try await fleet.createToken(expiresIn: .seconds(60))
            let authentication = fleet.services.authentication
            fleet.clock.advance(by: .milliseconds(59_999))
            #expect(await code { try await authentication.authenticate(created.token) } == nil)
            fleet.clock.advance(by: .milliseconds(1))
            #expect(await code { try await authentication.authenticate(created.token) } == "AUTH_002")
            #expect(try await fleet.tokens() == [created.record])
        }
    }

    @Test func `a revoked token opens nothing, and cannot be revoked again`() async throws {
        try await withFleet { fleet in
            let created = try await fleet.createToken()
            let authentication = fleet.services.authentication
            #expect(try await authentication.revoke(created.record.id, as: fleet.ada) == created.record)
            #expect(await code { try await authentication.authenticate(created.token) } == "AUTH_001")
            #expect(await code { try await authentication.revoke(created.record.id, as: fleet.ada) } == "AUTH_004")
            #expect(try await authentication.count(as: fleet.ada) == .exactly(0))
        }
    }

    @Test func `making and revoking are on record, without the token and its hash`() async throws {
        try await withFleet { fleet in
            let created = try await fleet.createToken(organization: "acme")
            _ = try await fleet.services.authentication.revoke(created.record.id, as: fleet.ada)
            let events = try await fleet.events()
            #expect(events.map(\.kind) == [.accessTokenCreated, .accessTokenRevoked])
            #expect(events.map(\.subject) == Array(repeating: EventSubject(organizationID: fleet.acme.id), count: 2))
            #expect(events.map(\.detail) == ["#1 ci: devices:read", "#1 ci"])
        }
    }

    @Test func `every fault of a request is named, and nothing is made`() async throws {
        try await withFleet { fleet in
            let request = AccessTokenRequest(description: " ", scopes: [], expiresIn: .zero)
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(field: "description", fault: "is empty"),
                    FieldFault(field: "scopes", fault: "is empty"),
                    FieldFault(field: "expires_in", fault: "must be longer than nothing"),
                ])
            ) { try await fleet.services.authentication.create(request, as: fleet.ada) }
            let long = String(repeating: "a", count: 101)
            #expect(await code { try await fleet.createToken(long) } == "REQUEST_001")
            #expect(await code { try await fleet.createToken(organization: "nobody") } == "ORG_001")
            let found79 = try await fleet.tokens()
            #expect(found79 == [])
        }
    }

    @Test func `a device's token is good for that device alone`() async throws {
        try await withFleet(devices: 0) { fleet in
            let token = IdentifierSource.seeded(7).deviceToken()
            let entries = [
                RegistrationEntry(deviceUID: "gw-1", organizationID: fleet.acme.id, deviceToken: token),
                RegistrationEntry(deviceUID: "gw-2", organizationID: fleet.acme.id),
            ]
            _ = try await fleet.services.devices.register(entries, as: fleet.ada)
            let authentication = fleet.services.authentication
            #expect(try await authentication.authenticateDevice(token, uid: "gw-1") == .device("gw-1"))
            for (token, uid) in [(token, "gw-2"), (token, "gw-9"), ("x", "gw-1"), ("", "gw-1")] {
                #expect(await code { try await authentication.authenticateDevice(token, uid: uid) } == "AUTH_001")
            }
            #expect(await code { try await authentication.authenticate(token) } == "AUTH_001")
        }
    }

    @Test func `use is written once a minute, and never by the call itself`() async throws {
        try await withFleet { fleet in
            let created = try await fleet.createToken()
            let authentication = fleet.services.authentication
            let first = fleet.clock.now
            let mark = try await fleet.updates.changeMark()
            _ = try await authentication.authenticate(created.token)
            #expect(try await fleet.updates.changeMark() == mark)
            _ = try await ReportFlush(services: fleet.services).step()
            #expect(try await fleet.tokens().map(\.lastAccessedAt) == [first])

            fleet.clock.advance(by: .seconds(59))
            let written = try await fleet.updates.changeMark()
            _ = try await authentication.authenticate(created.token)
            try await authentication.accesses.flush()
            #expect(try await fleet.updates.changeMark() == written)
            fleet.clock.advance(by: .seconds(1))
            _ = try await authentication.authenticate(created.token)
            try await authentication.accesses.flush()
            #expect(try await fleet.tokens().map(\.lastAccessedAt) == [first + .seconds(60)])
        }
    }
}

extension StockedFleet {
    @discardableResult
    fileprivate func createToken(
        _ description: String = "ci", scopes: Set<Scope> = [.devicesRead], organization: String? = nil,
        expiresIn: Duration? = nil
    ) async throws -> CreatedAccessToken {
        try await services.authentication.create(
            AccessTokenRequest(
                description: description, scopes: scopes, organization: organization, expiresIn: expiresIn), as: ada)
    }

    fileprivate func tokens() async throws -> [AccessToken] {
        try await services.authentication.page(at: .first, limit: 100, as: ada).rows
    }
}
