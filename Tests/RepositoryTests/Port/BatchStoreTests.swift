import SlipwayCore
import TestSupport
import Testing

@Suite struct BatchStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a batch is the first wave of a rollout with the same figures`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 500)
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
            #expect(try await world.read { try $0.startCandidates(batch.id).count } == 500)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a key finds what it has made, in its scope and in no other`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let acme = Organization.ID(1)
            let batch = try await world.pendingBatch(devices: 1, request: .example("r-1", in: acme, body: "a"))
            let found = { @Sendable (key: RequestKey) in try await world.read { try $0.requested(key) } }
            // Whatever the body: to compare it is the caller's part.
            #expect(
                try await found(.example("r-1", in: acme, body: "b")) == RequestedBatch(batch: batch, bodySHA256: "a"))
            #expect(try await found(.example("R-1", in: acme)) == nil)
            #expect(try await found(.example("r-1", in: .init(2))) == nil)
            #expect(try await found(.example("r-1")) == nil)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a request from before keys had scopes is found where its batch is seen`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 1)
            try await world.change("UPDATE rollouts SET request_id = 'r-1'")
            let older = RequestedBatch(batch: batch, bodySHA256: nil)
            let found = { @Sendable (key: RequestKey) in try await world.read { try $0.requested(key) } }
            #expect(try await found(.example("r-1")) == older)
            #expect(try await found(.example("r-1", in: batch.organizationID)) == older)
            #expect(try await found(.example("r-1", in: .init(99))) == nil)
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
            #expect(try await world.write { try !$0.isCurrent(first) })
            #expect(try await world.write { try $0.isCurrent(second) })
            try await world.write { try $0.giveUp(first) }
            #expect(try await world.write { try $0.isCurrent(second) })
            try await world.write { try $0.giveUp(second) }
            #expect(try await world.write { try !$0.isCurrent(second) })
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
            try await world.write { try $0.setBoth(batch.id, to: .paused) }
            #expect(try await waiting() == nil)
            try await world.write { try $0.setBoth(batch.id, to: .pending) }
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
            try await world.write { try $0.setBoth(batch.id, to: .paused) }
            #expect(try await world.read { try !$0.hasBatchToStart() })
            try await world.write { try $0.setBoth(batch.id, to: .pending) }
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
    func `the state of a batch is its own, and says since when it runs`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let batch = try await world.pendingBatch(devices: 1)
            let set = { @Sendable (state: UpdateBatchState) -> UpdateBatch? in
                world.clock.advance(by: .seconds(1))
                return try await world.write {
                    try $0.setState(of: batch.id, to: state, failureReason: state == .failed ? "nobody" : nil)
                    return try $0.batch(batch.id)
                }
            }
            #expect(try await set(.inProgress)?.runningSince == world.clock.now)
            let paused = try await set(.paused)
            #expect(paused?.status == .paused && paused?.runningSince == nil)
            #expect(try await set(.inProgress)?.runningSince == world.clock.now)
            #expect(try await world.read { try $0.rollout(batch.rolloutID)?.status } == .pending)
            #expect(try await set(.failed)?.failureReason == "nobody")
        }
    }
}

extension DatabaseWorld {
    fileprivate func pendingBatch(devices count: Int, request: RequestKey? = nil) async throws -> UpdateBatch {
        try await write { transaction in
            let organization = try transaction.insertOrganization()
            let devices = try transaction.insertDevices(count, in: organization.id)
            let release = try transaction.insertRelease()
            return try transaction.insertBatch(of: devices, firmware: release.id, request: request)
        }
    }
}
