import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Batches that are created alone where an organization has them approved, on every database.
@Suite struct ApprovedBatchTests {
    private static let bob = Principal.operator("bob")

    @Test(arguments: ConformingDatabase.kinds)
    func `only an organization that has its batches approved lets one wait`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            for (rule, status) in [
                (ApprovalRule.off, RolloutState.pending), (.rollouts, .pending), (.batches, .draft),
            ] {
                try await fleet.askForApproval(by: rule)
                let created = try await fleet.create()
                #expect(created.rollout.status == status, "\(rule)")
                _ = try await fleet.updates.cancelBatch(created.batch.id, reason: "over", as: fleet.ada)
            }
            // Rollouts wait there, too.
            let plan = try await fleet.createPlan()
            #expect(try await fleet.rollout(plan).status == .draft)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch that another person has to approve begins only then`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval(by: .batches)
            let created = try await fleet.create()
            let id = created.rollout.id
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["draft", "pending"])
            #expect(await code { try await fleet.rollouts.approve(id, as: Self.bob) } == "ROLLOUT_002")
            #expect(await code { try await fleet.updates.pauseBatch(created.batch.id, as: fleet.ada) } == "ROLLOUT_002")
            #expect(
                await code { try await fleet.rollouts.edit(id, RolloutEdit(name: "x"), as: fleet.ada) } == "ROLLOUT_002"
            )

            let submitted = try await fleet.rollouts.submit(id, as: fleet.ada)
            #expect(submitted.awaitsApproval && submitted.approval.submittedCount == 4)
            #expect(await code { try await fleet.rollouts.approve(id, as: fleet.ada) } == "ROLLOUT_003")
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["draft", "pending"])
            #expect(try await fleet.batch(created.batch.id).attempts == 0)

            let approved = try await fleet.rollouts.approve(id, expecting: 1, as: Self.bob)
            #expect(approved.status == .scheduled && approved.approval.approvedCount == 4)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["in_progress", "in_progress"])
            let kinds: [EventKind] = [
                .batchCreated, .rolloutSubmitted, .rolloutApproved, .rolloutStarted, .batchStarted,
            ]
            #expect(try await fleet.eventKinds().filter { kinds.contains($0) } == kinds)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the creation can ask for the approval at once, and a repeat is the same draft`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval(by: .batches)
            let created = try await fleet.create(requestID: "b-1", submits: true)
            #expect(created.rollout.awaitsApproval)
            let again = try await fleet.create(requestID: "b-1", submits: true)
            #expect(again.wasRepeat && again.rollout == created.rollout)
            #expect(await code { try await fleet.create(requestID: "b-1", submits: false) } == "REQUEST_015")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a draft can be made anywhere, and goes on at once where no approval is due`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            let created = try await fleet.create(submits: false)
            #expect(created.rollout.status == .draft)
            let begun = try await fleet.rollouts.submit(created.rollout.id, as: fleet.ada)
            #expect(begun.status == .scheduled && begun.approval.approval == nil)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["in_progress", "in_progress"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds, ["deny", "cancel the rollout", "cancel the batch"])
    func `a draft that is denied or cancelled is over with its devices`(
        database: ConformingDatabase, end: String
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval(by: .batches)
            let created = try await fleet.create(submits: true)
            let id = created.rollout.id
            switch end {
            case "deny":
                #expect(await code { try await fleet.rollouts.deny(id, reason: " ", as: Self.bob) } == "REQUEST_001")
                #expect(try await fleet.rollouts.deny(id, reason: "no", as: Self.bob).status == .cancelled)
                #expect(try await fleet.events().last { $0.kind == .rolloutDenied }?.detail == "no")
            case "cancel the rollout": _ = try await fleet.rollouts.cancel(id, reason: "no", as: fleet.ada)
            default: _ = try await fleet.updates.cancelBatch(created.batch.id, reason: "no", as: fleet.ada)
            }
            #expect(try await fleet.states(created) == ["cancelled", "cancelled"])
            #expect(try await fleet.rollout(id).counters.leftOut == 4)
            #expect(await code { try await fleet.rollouts.approve(id, as: Self.bob) } == "ROLLOUT_002")
            #expect(await code { try await fleet.rollouts.deny(id, reason: "x", as: Self.bob) } == "ROLLOUT_002")
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["cancelled", "cancelled"])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that is approved before its start begins then, and can be denied until then`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval(by: .batches)
            let start = Timestamp.example + .seconds(3_600)
            for isDenied in [true, false] {
                let created = try await fleet.create(submits: true, start: start)
                #expect(created.rollout.status == .draft)
                _ = try await fleet.rollouts.approve(created.rollout.id, as: Self.bob)
                try await fleet.conduct()
                #expect(try await fleet.states(created) == ["scheduled", "pending"])
                if isDenied {
                    _ = try await fleet.rollouts.deny(created.rollout.id, reason: "no", as: Self.bob)
                    #expect(try await fleet.states(created) == ["cancelled", "cancelled"])
                } else {
                    world.clock.advance(by: .seconds(3_600))
                    try await fleet.conduct()
                    #expect(try await fleet.states(created) == ["in_progress", "in_progress"])
                }
            }
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that no person has approved by its end is over, and by its start it waits on`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval(by: .batches)
            let start = Timestamp.example + .seconds(3_600)
            let created = try await fleet.create(submits: true, start: start, end: start + .seconds(3_600))
            world.clock.advance(by: .seconds(3_600))
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["draft", "pending"])
            world.clock.advance(by: .seconds(3_600))
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["cancelled", "cancelled"])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `devices of several organizations wait where one of these asks for it`(database: ConformingDatabase)
        async throws
    {
        try await withFleet(in: database) { fleet, world in
            let beta = try await world.write { transaction in
                let beta = try transaction.insertOrganization(name: "beta")
                return try transaction.insertDevices(2, in: beta.id, prefix: "beta")
            }
            try await fleet.askForApproval(by: .batches)
            func create(_ devices: [Device]) async throws -> Rollout {
                let request = BatchRequest(
                    name: "spring", firmware: .id(fleet.release.id),
                    target: .devices(ids: devices.map(\.id), uids: []), submits: false)
                let id = try await fleet.updates.createBatch(request, as: fleet.ada).rollout.id
                return try await fleet.rollouts.submit(id, as: fleet.ada)
            }
            #expect(try await create(beta).status == .scheduled)
            #expect(try await create([fleet.devices[0], beta[0]]).status == .draft)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what is tried again needs no approval of its own`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval(by: .batches)
            let created = try await fleet.create(submits: true)
            _ = try await fleet.rollouts.approve(created.rollout.id, as: Self.bob)
            try await fleet.conduct()
            for (index, row) in try await fleet.rows(created.batch.id).enumerated() {
                let session = try #require(row.session).sessionID
                _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
                _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(index))
            }
            let retried = try await fleet.updates.retryBatch(created.batch.id, as: fleet.ada)
            #expect(retried.rollout.status == .pending)
        }
    }

    @Test func `an organization may ask for more approval itself, and only those above it for less`() async throws {
        try await TestSupport.withFleet { fleet in
            let own = Principal.operator("amy", organization: .one(fleet.acme.id))
            let organizations = fleet.services.organizations
            for (rule, principal, answer) in [
                (ApprovalRule.batches, own, nil), (.rollouts, own, "AUTH_003"), (.rollouts, fleet.ada, nil),
                (.off, own, "AUTH_003"), (.batches, own, nil),
            ] as [(ApprovalRule, Principal, String?)] {
                let change = OrganizationChange(approval: rule)
                #expect(await code { try await organizations.update("acme", change, as: principal) } == answer)
            }
        }
    }

    private func withFleet(
        in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(try await makeFleet(of: 4, in: world.repository, clock: world.clock), world)
        }
    }
}

extension StockedFleet {
    fileprivate var rollouts: RolloutService { services.rollouts }

    /// Of all devices of the organization.
    fileprivate func create(
        requestID: String? = nil, submits: Bool? = nil, start: Timestamp? = nil, end: Timestamp? = nil
    ) async throws -> CreatedBatch {
        var request = BatchRequest(
            name: "spring", firmware: .id(release.id), target: .organization("acme"), requestID: requestID,
            submits: submits)
        if start != nil || end != nil {
            request.schedule = SchedulePlan(start: start.map { .instant($0) }, end: end.map { .instant($0) })
        }
        return try await updates.createBatch(request, as: ada)
    }

    fileprivate func states(_ created: CreatedBatch) async throws -> [String] {
        try await states(created.rollout.id, [created.batch.id])
    }
}
