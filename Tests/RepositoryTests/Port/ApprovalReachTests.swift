import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Which rollouts need an approval.
@Suite struct ApprovalReachTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `an approval is due where an organization asks for it that the rollout may reach`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 2, in: world.repository, clock: world.clock)
            let beta = try await world.write { transaction in
                let beta = try transaction.insertOrganization(name: "beta")
                try transaction.insertDevices(2, in: beta.id, prefix: "beta")
                return beta
            }
            let reaches: [ApprovalReach] = [
                .all, .organizations([fleet.acme.id]), .organizations([beta.id]), .organizations([]),
                .organizations([fleet.acme.id, beta.id]), .named(["acme"]), .named(["beta", "none"]),
            ]
            #expect(try await world.asking(reaches) == Array(repeating: false, count: 7))
            try await fleet.askForApproval()
            #expect(try await world.asking(reaches) == [true, true, false, false, true, true, false])
            for (filter, status) in [
                ("organization=acme", RolloutState.draft), ("organization=beta", .pending), ("hardware=rev-a", .draft),
                ("organization!=acme", .draft),
            ] {
                let id = try await fleet.createPlan(waves: [1], filter: filter)
                #expect(try await fleet.rollout(id).status == status, "\(filter)")
            }
            for (uid, status) in [("dev-001", RolloutState.draft), ("beta-001", .inProgress)] {
                let request = RolloutRequest(
                    name: "spring", firmware: .id(fleet.release.id), target: .devices(ids: [], uids: [uid]))
                let rollout = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout
                #expect(rollout.status == status, "\(uid)")
                guard status == .draft else { continue }
                #expect(try await world.asking([.targets(of: rollout.id)]) == [true])
            }
        }
    }

    @Test func `production has its rollouts approved from the beginning, unless it is said otherwise`() async throws {
        try await withRepository { repository, _ in
            let services = Services(repository: repository, logger: .quiet)
            let cases: [(Organization.Environment, ApprovalRule?, ApprovalRule)] = [
                (.production, nil, .rollouts), (.staging, nil, .off), (.production, .off, .off),
                (.staging, .rollouts, .rollouts),
            ]
            for (number, (environment, rule, expected)) in cases.enumerated() {
                let new = NewOrganization(name: "org-\(number)", environment: environment, approval: rule)
                let created = try await services.organizations.create(new, as: .operator("ada"))
                #expect(created.approval == expected, "\(number)")
            }
        }
    }

    @Test func `an organization may ask for approval itself, and only those above it end that`() async throws {
        try await withFleet { fleet in
            let own = Principal.operator("amy", organization: .one(fleet.acme.id))
            let (on, off) = (OrganizationChange(approval: .rollouts), OrganizationChange(approval: .off))
            let organizations = fleet.services.organizations
            #expect(try await organizations.update("acme", on, as: own).approval == .rollouts)
            #expect(await code { try await organizations.update("acme", off, as: own) } == "AUTH_003")
            #expect(try await organizations.update("acme", off, as: fleet.ada).approval == .off)
            let details = try await fleet.events().map(\.detail)
            #expect(details == ["approval off to rollouts", "approval rollouts to off"])
        }
    }
}

extension DatabaseWorld {
    fileprivate func asking(_ reaches: [ApprovalReach]) async throws -> [Bool] {
        try await read { reader in try reaches.map { try reader.asksForApproval($0) } }
    }
}
