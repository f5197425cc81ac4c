import SlipwayCore
import TestSupport
import Testing

@Suite struct BatchStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a batch is the first wave of a rollout with the same figures`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 500, requestID: "r-1")
            let rollout = try #require(try await world.read { try $0.rollout(batch.rolloutID) })
            var counters = BatchCounters()
            counters.total = 500
            counters.pending = 500
            #expect(batch.counters == counters)
            #expect(rollout.counters == counters)
            #expect(batch.status == .pending)
            #expect(rollout.status == .pending)
            #expect(batch.wave == 1)
            #expect(batch.runAfter == world.clock.now)
            #expect(rollout.requestID == "r-1")
            #expect(try await world.read { try $0.batch(requestID: "r-1") } == batch)
            #expect(try await world.read { try $0.batch(requestID: "R-1") } == nil)
            #expect(try await world.read { try $0.startCandidates(batch.id).count } == 500)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a request that comes again gets the first batch`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 1, requestID: "r-1")
            let again = try await world.write { transaction in
                let device = try transaction.device(uid: "dev-001")
                return try transaction.insertBatch(
                    of: device.map { [$0] } ?? [], firmware: batch.firmwareID, requestID: "r-1")
            }
            #expect(again == batch)
            #expect(
                try await world.read { try $0.page(of: BatchQuery(), in: .all, at: .first, limit: 9).rows.map(\.batch) }
                    == [batch])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a batch is retried once`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let retry = { @Sendable in
                try await world.write {
                    try $0.insertBatch(of: started.devices, firmware: started.release.id, retryOf: started.batch.id)
                }
            }
            #expect(try await retry().retryOf == started.batch.id)
            await #expect(throws: SlipwayError.illegalBatchTransition(from: .inProgress, event: "retried")) {
                _ = try await retry()
            }
            #expect(
                try await world.read { try $0.page(of: BatchQuery(), in: .all, at: .first, limit: 9).rows.count } == 2)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a claim counts, leases and backs off, and only the latest is good`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            #expect(try await world.read { try !$0.hasBatchToStart() })
            let batch = try await world.pendingBatch(devices: 1)
            #expect(try await world.read { try $0.hasBatchToStart() })
            let claim = { @Sendable (owner: String) in
                try await world.write {
                    try $0.claimBatch(owner: owner, lease: .seconds(30), backoff: { .seconds(Int64(40 * $0)) })
                }
            }
            let first = try #require(try await claim("one"))
            #expect(first == BatchClaim(batchID: batch.id, owner: "one", epoch: first.epoch, attempts: 1))
            #expect(try await claim("two") == nil)
            #expect(try await world.read { try !$0.hasBatchToStart() })
            world.clock.advance(by: .seconds(31))
            #expect(try await claim("two") == nil)
            world.clock.advance(by: .seconds(9))
            let second = try #require(try await claim("one"))
            #expect(second.attempts == 2)
            #expect(second.epoch > first.epoch)
            #expect(try await world.write { try !$0.holds(first) })
            #expect(try await world.write { try $0.holds(second) })
            try await world.write { try $0.giveUp(first) }
            #expect(try await world.write { try $0.holds(second) })
            try await world.write { try $0.giveUp(second) }
            #expect(try await world.write { try !$0.holds(second) })
            #expect(try await claim("two") == nil)
            world.clock.advance(by: .seconds(80))
            #expect(try await claim("two")?.attempts == 3)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a batch waits since it was due, or since a pause or a lease has ended`(database: ConformingDatabase)
        async throws
    {
        try await database.withWorld { world in
            func waiting() async throws -> Duration? {
                world.clock.advance(by: .seconds(1))
                let now = world.clock.now
                return try await world.read { try $0.batchToStartSince() }.map { now - $0 }
            }
            #expect(try await waiting() == nil)
            let batch = try await world.pendingBatch(devices: 1)
            world.clock.advance(by: .seconds(59))
            #expect(try await waiting() == .seconds(60))
            try await world.write { try $0.setState(of: batch.id, to: .paused, failureReason: nil) }
            #expect(try await waiting() == nil)
            try await world.write { try $0.setState(of: batch.id, to: .pending, failureReason: nil) }
            #expect(try await waiting() == .seconds(1))
            try await world.write {
                _ = try $0.claimBatch(owner: "one", lease: .seconds(30), backoff: { _ in .seconds(5) })
            }
            world.clock.advance(by: .seconds(20))
            #expect(try await waiting() == nil)
            world.clock.advance(by: .seconds(20))
            #expect(try await waiting() == .seconds(12))
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `one of many workers gets a batch, and a paused one is nobody's`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 1)
            try await world.write { try $0.setState(of: batch.id, to: .paused, failureReason: nil) }
            #expect(try await world.read { try !$0.hasBatchToStart() })
            try await world.write { try $0.setState(of: batch.id, to: .pending, failureReason: nil) }
            let claims = try await withThrowingTaskGroup(of: BatchClaim?.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        try await world.write {
                            try $0.claimBatch(owner: "w\(worker)", lease: .seconds(30), backoff: { _ in .seconds(5) })
                        }
                    }
                }
                return try await group.reduce(into: []) { if let claim = $1 { $0.append(claim) } }
            }
            #expect(claims.count == 1)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `starting initiates whom it can and fails the others with their reasons`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 3)
            let other = try await world.write { transaction in
                let device = try transaction.device(uid: "dev-003")
                let other = try transaction.insertBatch(of: device.map { [$0] } ?? [], firmware: batch.firmwareID)
                try transaction.startBatch(other, sessionsFrom: 100)
                return other
            }
            try await world.write { transaction in
                let candidates = try transaction.startCandidates(batch.id)
                let outcomes: [SessionStart.Outcome] = [
                    .initiated(.example(1)), .refused(.deviceInactive), .initiated(.example(3)),
                ]
                #expect(candidates.map(\.candidate.isUpdating) == [false, false, true])
                let starts = zip(candidates, outcomes).map {
                    SessionStart(batchDeviceID: $0.batchDeviceID, deviceID: $0.candidate.deviceID, outcome: $1)
                }
                let deadline = transaction.now + .seconds(60)
                // A second time changes nothing more.
                for _ in 0..<2 {
                    try transaction.start(starts, of: batch.id, firmware: batch.firmwareID, deadlineAt: deadline)
                }
            }
            let rows = try await world.read { try $0.devices(ofBatch: batch.id, filter: .none, at: .first, limit: 9) }
            #expect(rows.map(\.batchDevice.status) == [.initiated, .failed, .failed])
            #expect(rows.map(\.batchDevice.reasonCode) == [nil, .deviceInactive, .alreadyUpdating])
            #expect(rows[0].session?.deadlineAt == world.clock.now + .seconds(60))
            #expect(rows[2].session == nil)
            let reasons = try await world.read { try $0.live(batch.id, limits: BatchLiveLimits())?.reasons }
            #expect(reasons?.map(\.cause) == [.failed("inactive"), .failed("already updating")])
            #expect(try await world.read { try $0.batch(other.id)?.counters.initiated } == 1)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the state of a batch is that of its rollout, and the end of a pause is kept`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 1)
            let set = { @Sendable (state: UpdateBatchState) -> Rollout? in
                world.clock.advance(by: .seconds(1))
                return try await world.write {
                    try $0.setState(of: batch.id, to: state, failureReason: state == .failed ? "nobody" : nil)
                    return try $0.rollout(batch.rolloutID)
                }
            }
            #expect(try await set(.inProgress)?.releasedAt == nil)
            #expect(try await set(.paused)?.status == .paused)
            #expect(try await set(.paused)?.releasedAt == nil)
            #expect(try await set(.inProgress)?.releasedAt == world.clock.now)
            let released = world.clock.now
            #expect(try await set(.failed)?.releasedAt == released)
            #expect(try await world.read { try $0.batch(batch.id)?.failureReason } == "nobody")
        }
    }
}

extension DatabaseWorld {
    fileprivate func pendingBatch(devices count: Int, requestID: String? = nil) async throws -> UpdateBatch {
        try await write { transaction in
            let organization = try transaction.insertOrganization()
            let devices = try transaction.insertDevices(count, in: organization.id)
            let release = try transaction.insertRelease()
            return try transaction.insertBatch(of: devices, firmware: release.id, requestID: requestID)
        }
    }
}
