import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What belongs to all organizations, asked of every service by a principal of one of them that has every scope. The
/// command line calls the same services; its operators are of all organizations.
@Suite struct ReachTests {
    private struct Row: Sendable {
        let title: String
        let run: @Sendable () async throws -> Void
    }

    @Test func `what belongs to all is changed by those alone who act for all`() async throws {
        try await withOwn { fleet, eve in
            _ = try await fleet.updates.halt(organization: "acme", reason: "smoke", as: fleet.ada)
            _ = try await fleet.services.firmware.addSigningKey(
                named: "release", publicKey: SigningPair().publicBytes, by: fleet.ada)
            let (before, events) = (try await fleet.belongingToAll(), try await fleet.events())
            for row in Self.rows(fleet, eve) {
                do {
                    try await row.run()
                    Issue.record("\(row.title) was done")
                } catch SlipwayError.missingScope(_, overAll: true) {
                }
            }
            #expect(try await fleet.belongingToAll() == before)
            #expect(try await fleet.events() == events)
        }
    }

    @Test func `an organization changes how people call it`() async throws {
        try await withOwn { fleet, eve in
            let organizations = fleet.services.organizations
            let named = OrganizationChange(displayName: "Acme!")
            let renamed = try await organizations.update("acme", named, as: eve)
            #expect(renamed.displayName == "Acme!")
            // A client that sends the whole of it back changes nothing by the rest.
            let whole = OrganizationChange(
                displayName: "Acme?", environment: fleet.acme.environment, active: true,
                deviceLimit: fleet.acme.deviceLimit)
            #expect(try await organizations.update("acme", whole, as: eve).displayName == "Acme?")
            // It may ask for more than counts for all, and not for less again.
            let strict = try await organizations.update("acme", .init(bareSignatures: .refused), as: eve)
            #expect(strict.bareSignatures == .refused)
            let lax = OrganizationChange(bareSignatures: .inherited)
            #expect(await code { try await organizations.update("acme", lax, as: eve) } == "AUTH_003")
            let both = OrganizationChange(displayName: "Acme.", deviceLimit: 9)
            #expect(await code { try await organizations.update("acme", both, as: eve) } == "AUTH_003")
            #expect(try await organizations.organization(named: "acme", as: eve).displayName == "Acme?")
        }
    }

    @Test func `an organization ends the halt that it has set itself`() async throws {
        try await withOwn { fleet, eve in
            _ = try await fleet.updates.halt(organization: "acme", reason: "smoke", as: eve)
            #expect(try await fleet.haltReach() == .organization)
            #expect(try await fleet.updates.release(organization: "acme", as: eve))
            #expect(try await fleet.haltReach() == nil)
        }
    }

    @Test func `a halt is ended by as much reach as it was set with, or more`() async throws {
        try await withOwn { fleet, eve in
            let updates = fleet.updates
            _ = try await updates.halt(organization: "acme", reason: "smoke", as: fleet.ada)
            #expect(try await !updates.halt(organization: "acme", reason: "mine", as: eve))
            #expect(await code { try await updates.release(organization: "acme", as: eve) } == "AUTH_003")
            #expect(try await fleet.haltReach() == .all)
            #expect(try await updates.release(organization: "acme", as: fleet.ada))

            #expect(try await updates.halt(organization: "acme", reason: "smoke", as: eve))
            #expect(try await updates.release(organization: "acme", as: fleet.ada))
        }
    }

    @Test func `a halt of more reach takes the place of a lesser one`() async throws {
        try await withOwn { fleet, eve in
            let updates = fleet.updates
            _ = try await updates.halt(organization: "acme", reason: "mine", as: eve)
            #expect(try await updates.halt(organization: "acme", reason: "smoke", as: fleet.ada))
            #expect(try await !updates.halt(organization: "acme", reason: "again", as: fleet.ada))
            #expect(try await fleet.events().map(\.detail) == ["acme: mine", "acme: smoke"])
            #expect(await code { try await updates.release(organization: "acme", as: eve) } == "AUTH_003")
        }
    }

    @Test func `a halt from before reach was recorded is ended by those who act for all`() async throws {
        try await withOwn { fleet, eve in
            try await fleet.services.repository.write { transaction in
                guard var acme = try transaction.organization(named: "acme") else { return }
                acme.halted = true
                try transaction.update(acme)
            }
            #expect(await code { try await fleet.updates.release(organization: "acme", as: eve) } == "AUTH_003")
            #expect(try await fleet.updates.release(organization: "acme", as: fleet.ada))
        }
    }

    private static func rows(_ fleet: StockedFleet, _ eve: Principal) -> [Row] {
        let (services, updates) = (fleet.services, fleet.updates)
        func change(_ title: String, _ change: OrganizationChange) -> Row {
            Row(title: title) { _ = try await services.organizations.update("acme", change, as: eve) }
        }
        return [
            Row(title: "create an organization") {
                _ = try await services.organizations.create(.example(name: "new"), as: eve)
            },
            change("its own limit", OrganizationChange(deviceLimit: 1)),
            change("its own state", OrganizationChange(active: false)),
            change("its own bare signatures", OrganizationChange(bareSignatures: .allowed)),
            change("its own environment", OrganizationChange(environment: .staging)),
            Row(title: "halt everything") {
                _ = try await updates.halt(organization: nil, reason: "x", as: eve)
            },
            Row(title: "release everything") { _ = try await updates.release(organization: nil, as: eve) },
            Row(title: "release an operator's halt") { _ = try await updates.release(organization: "acme", as: eve) },
            Row(title: "approve") { _ = try await services.firmware.promote("3.0.0", to: .testing, by: eve) },
            Row(title: "deprecate") { _ = try await services.firmware.promote("2.0.0", to: .deprecated, by: eve) },
            Row(title: "sign") {
                _ = try await services.firmware.attach(try SigningPair().signature(of: [1]), to: "3.0.0", by: eve)
            },
            Row(title: "attach a manifest") {
                _ = try await services.firmware.attach(
                    try SigningPair().manifest(of: [1], version: "3.0.0"), to: "3.0.0", by: eve)
            },
            Row(title: "add a key") {
                _ = try await services.firmware.addSigningKey(
                    named: "own", publicKey: SigningPair().publicBytes, by: eve)
            },
            Row(title: "remove a key") {
                _ = try await services.firmware.removeSigningKey(named: "release", by: eve)
            },
            Row(title: "read the settings") { _ = try await services.sharedSettings.settings(as: eve) },
            Row(title: "change a setting") {
                _ = try await services.sharedSettings.set("typed_count_from", to: "5", by: eve)
            },
            Row(title: "make a token for all") {
                _ = try await services.authentication.create(
                    AccessTokenRequest(description: "t", scopes: [.admin]), as: eve)
            },
        ]
    }

    /// With a draft for all, and a principal of `acme` alone.
    private func withOwn(_ body: (StockedFleet, Principal) async throws -> Void) async throws {
        try await withFleet(devices: 1) { fleet in
            _ = try await fleet.services.repository.write { transaction in
                try transaction.insertRelease(version: "3.0.0", status: .draft)
            }
            try await body(fleet, .operator("eve", scopes: Set(Scope.allCases), organization: .one(fleet.acme.id)))
        }
    }
}

extension StockedFleet {
    fileprivate func haltReach() async throws -> HaltReach? {
        try await services.organizations.organization(named: "acme", as: ada).haltReach
    }

    /// What one organization may not change, in words.
    fileprivate func belongingToAll() async throws -> String {
        try await services.repository.read { reader in
            let organizations = try reader.page(of: OrganizationQuery(), in: .all, at: .first, limit: 100).rows
            let releases = try reader.page(of: FirmwareQuery(), in: .all, at: .first, limit: 100).rows
            return "\(organizations) \(releases) \(try reader.systemHalt()) \(try reader.signingKeys()) "
                + "\(try reader.storedSettings())"
        }
    }
}
