import SlipwayCore
import TestSupport
import Testing

@Suite struct RolloutChangeTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a rollout gets its batches one after the other, and counts them all`(database: ConformingDatabase)
        async throws
    {
        try await database.withWorld { world in
            let (id, batches) = try await world.rollout(of: [2, 3])
            #expect(batches.map(\.sequence) == [1, 2])
            #expect(batches.map(\.rolloutID) == [id, id])
            #expect(batches.map(\.name) == ["spring", "spring"])
            #expect(batches.map(\.createdBy) == ["ada", "ada"])
            #expect(batches.map(\.organizationID) == [.init(1), .init(1)])
            let rollout = try await world.write { try $0.lockedRollout(id) }
            #expect(try await world.read { try $0.rollout(id) } == rollout)
            #expect(rollout?.counters.pending == 5)
            let summary = try await world.read { try $0.openRollouts(in: .all, limit: 9) }
            #expect(summary.map(\.batchID) == [batches[1].id])
            #expect(summary.map(\.batchCount) == [2])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the state of a rollout is its own, and the end of a pause is kept`(database: ConformingDatabase) async throws
    {
        try await database.withWorld { world in
            let (id, batches) = try await world.rollout(of: [1])
            let set = { @Sendable (state: RolloutState) -> Rollout? in
                world.clock.advance(by: .seconds(1))
                return try await world.write {
                    try $0.setState(of: id, to: state)
                    return try $0.rollout(id)
                }
            }
            #expect(try await set(.inProgress)?.resumedAt == nil)
            #expect(try await set(.paused)?.status == .paused)
            #expect(try await set(.paused)?.resumedAt == nil)
            #expect(try await set(.inProgress)?.resumedAt == world.clock.now)
            let resumed = world.clock.now
            #expect(try await set(.failed)?.resumedAt == resumed)
            #expect(try await world.read { try $0.batch(batches[0].id) } == batches[0])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `batches are found by their state, and those to cancel where their rollout is being cancelled`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let (id, batches) = try await world.rollout(of: [1, 1, 1])
            let ids = batches.map(\.id)
            func found(_ states: Set<UpdateBatchState>, limit: Int = 9) async throws -> [UpdateBatch.ID] {
                try await world.read { try $0.batches(of: id, in: states, limit: limit) }
            }
            func toCancel() async throws -> UpdateBatch.ID? {
                try await world.read { try $0.batchToCancel(in: UpdateBatchState.cancellable, except: []) }
            }
            try await world.write { try $0.setState(of: ids[1], to: .paused, failureReason: nil) }
            #expect(try await found([.paused]) == [ids[1]])
            #expect(try await found([.paused, .pending]) == ids)
            #expect(try await found([.paused, .pending], limit: 2) == Array(ids.prefix(2)))
            #expect(try await found([.completed]) == [])
            #expect(try await toCancel() == nil)
            try await world.write { try $0.setState(of: id, to: .cancelling) }
            #expect(try await toCancel() == ids[0])
            try await world.write { try $0.setState(of: ids[0], to: .cancelled, failureReason: nil) }
            #expect(try await toCancel() == ids[1])
            try await world.write { try $0.setState(of: ids[1], to: .cancelling, failureReason: nil) }
            #expect(try await toCancel() == ids[2])
            try await world.write { try $0.setState(of: ids[2], to: .completed, failureReason: nil) }
            #expect(try await toCancel() == nil)
        }
    }

    @Test(arguments: ConformingDatabase.allCases, RolloutState.allCases)
    func `a batch is claimed where its rollout lets it start`(
        database: ConformingDatabase, state: RolloutState
    ) async throws {
        try await database.withWorld { world in
            let (id, batches) = try await world.rollout(of: [1, 1])
            try await world.write { try $0.setState(of: id, to: state) }
            let claimed = try await world.write {
                try $0.claimBatch(owner: "one", lease: .seconds(30), backoff: { _ in .seconds(5) })?.batchID
            }
            #expect(claimed == (state.startsBatches ? batches[0].id : nil))
            world.clock.advance(by: .seconds(1))
            #expect(try await world.read { try $0.hasBatchToStart() } == state.startsBatches)
            #expect(try await world.read { try $0.pulse().workWaitingSince != nil } == state.startsBatches)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a batch waits since its rollout goes on`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (id, _) = try await world.rollout(of: [1, 1])
            for state in [RolloutState.paused, .pending] {
                world.clock.advance(by: .seconds(60))
                try await world.write { try $0.setState(of: id, to: state) }
            }
            #expect(try await world.read { try $0.batchToStartSince() } == world.clock.now)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the gate of a session asks its batch and its rollout`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            func context() async throws -> SessionContext? {
                try await world.read { try $0.sessionContext(started.sessions[0]) }
            }
            let id = started.batch.rolloutID
            try await world.write { try $0.setState(of: id, to: .paused) }
            #expect(try await context()?.hold == .rolloutPaused)
            #expect(try await world.read { try $0.checkContext(uid: "dev-001") }?.openSession?.hold == .rolloutPaused)
            try await world.write { try $0.setState(of: started.batch.id, to: .paused, failureReason: nil) }
            #expect(try await context()?.hold == .batchPaused)
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.setState(of: id, to: .inProgress) }
            #expect(try await context()?.resumedAt == world.clock.now)
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.setState(of: started.batch.id, to: .inProgress, failureReason: nil) }
            #expect(try await context()?.resumedAt == world.clock.now)
            let resumed = world.clock.now
            world.clock.advance(by: .seconds(60))
            // What happens to its devices is not a change of the batch.
            try await world.write { try $0.step(started.sessions[0], to: .acknowledged) }
            #expect(try await context()?.resumedAt == resumed)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the newest event of a kind is found among those of its batch`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (id, batches) = try await world.rollout(of: [1, 1])
            try await world.write { transaction in
                for (index, detail) in ["one", "two"].enumerated() {
                    let subject = EventSubject(rolloutID: id, batchID: batches[index].id)
                    try transaction.append([
                        .example(.batchCancelling, on: subject, detail: "before " + detail),
                        .example(.batchCancelling, on: subject, detail: detail), .example(.batchPaused, on: subject),
                    ])
                }
            }
            let found = try await world.read { try $0.latestEvent(.batchCancelling, ofBatch: batches[0].id) }
            #expect(found?.detail == "one")
            #expect(try await world.read { try $0.latestEvent(.batchResumed, ofBatch: batches[0].id) } == nil)
        }
    }
}

extension DatabaseWorld {
    /// A rollout of as many batches as there are counts, each of so many devices; all pending.
    fileprivate func rollout(of counts: [Int]) async throws -> (id: Rollout.ID, batches: [UpdateBatch]) {
        try await write { transaction in
            let organization = try transaction.insertOrganization()
            let release = try transaction.insertRelease()
            let new = NewRollout.example(organization: organization.id, firmware: release.id)
            let id = try transaction.insert(new)
            let batches = try counts.enumerated().map { index, count in
                let devices = try transaction.insertDevices(
                    count, in: organization.id, prefix: index == 0 ? "dev" : "d\(index)")
                return try transaction.insertBatch(of: devices, into: id)
            }
            return (id, batches)
        }
    }
}
