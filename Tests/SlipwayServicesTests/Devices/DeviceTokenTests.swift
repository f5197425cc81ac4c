import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct DeviceTokenTests {
    @Test func `a new token opens, and the old one no longer does`() async throws {
        try await withFleet { fleet in
            let (devices, authentication) = (fleet.services.devices, fleet.services.authentication)
            let first = try await devices.rotateToken(of: "dev-001", as: fleet.ada).deviceToken
            let second = try await devices.rotateToken(of: "dev-001", as: fleet.ada).deviceToken
            #expect(first != second)
            #expect(await code { try await authentication.authenticateDevice(first, uid: "dev-001") } == "AUTH_001")
            let principal = try await authentication.authenticateDevice(second, uid: "dev-001")
            #expect(principal == .device("dev-001"))
            let stored = try await fleet.services.repository.read { try $0.registered(uid: "dev-001")?.tokenHash }
            #expect(stored == TokenHash.sha256Hex(of: second))
        }
    }

    @Test func `revoked, a token opens nothing, and revoking again is no event`() async throws {
        try await withFleet { fleet in
            let token = try await fleet.services.devices.rotateToken(of: "dev-001", as: fleet.ada).deviceToken
            let before = try await fleet.events().count
            for _ in 1...2 { _ = try await fleet.services.devices.revokeToken(of: "dev-001", as: fleet.ada) }
            let kinds = try await fleet.eventKinds(after: before)
            #expect(kinds == [.deviceTokenRevoked])
            #expect(
                await code { try await fleet.services.authentication.authenticateDevice(token, uid: "dev-001") }
                    == "AUTH_001")
        }
    }

    @Test func `no event says the token`() async throws {
        try await withFleet { fleet in
            let token = try await fleet.services.devices.rotateToken(of: "dev-001", as: fleet.ada).deviceToken
            let events = try await fleet.events()
            #expect(
                events.allSatisfy { !$0.detail.contains(token) && !$0.detail.contains(TokenHash.sha256Hex(of: token)) })
        }
    }
}
