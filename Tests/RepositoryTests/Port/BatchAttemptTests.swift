import PostgresRepository
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What counts as an attempt to start a batch.
@Suite struct BatchAttemptTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `what the database refuses uses up no attempt, and is told once`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 2, in: world.repository, clock: world.clock)
            let batch = try await fleet.createBatch(of: 2)
            try await world.change("UPDATE update_batches SET n_pending = 1, n_failed = 1 WHERE id = \(batch.id)")
            let processor = fleet.processor
            for _ in 0..<7 {
                #expect(try await processor.step())
                #expect(try await !processor.step(), "it waits")
                world.clock.advance(by: .seconds(60))
            }
            let waiting = try await fleet.batch(batch.id)
            #expect(waiting.status == .pending && waiting.attempts == 0 && waiting.leaseOwner == nil)
            let told = try await fleet.events().filter { $0.kind == .batchStartFailed }
            #expect(
                told.map(\.detail) == [
                    "spring waits, and the attempt does not count: a kept figure may be wrong: "
                        + "slipway audit lists it, and with --repair mends it"
                ])
            #expect(told.map(\.subject.batchID) == [batch.id])
            _ = try await fleet.services.counters.repair(.batch(batch.id), as: fleet.ada)
            #expect(try await processor.step())
            #expect(try await fleet.batch(batch.id).status == .inProgress)
        }
    }

    @Test func `a row that another transaction holds uses up no attempt`() async throws {
        var limits = PostgresLimits()
        limits.locking = .milliseconds(100)
        try await withPostgres(limits: limits) { repository, clock, database in
            let fleet = try await makeFleet(of: 2, in: repository, clock: clock)
            let batch = try await fleet.createBatch(of: 2)
            // A foreign key of a session needs the device.
            try await database.console.run("BEGIN; SELECT id FROM devices FOR UPDATE")
            let processor = fleet.processor
            for _ in 0..<6 {
                #expect(try await processor.step())
                clock.advance(by: .seconds(5))
            }
            try await database.console.run("ROLLBACK")
            let waiting = try await fleet.batch(batch.id)
            #expect(waiting.status == .pending && waiting.attempts == 0)
            let told = try await fleet.events().filter { $0.kind == .batchStartFailed }
            #expect(
                told.map(\.detail) == [
                    "spring waits, and the attempt does not count: another transaction holds rows that it needs"
                ])
            #expect(try await processor.step())
            #expect(try await fleet.batch(batch.id).status == .inProgress)
        }
    }

    @Test func `where the batch itself is held, its claim is given back when it is free`() async throws {
        var limits = PostgresLimits()
        limits.locking = .milliseconds(100)
        try await withPostgres(limits: limits) { repository, clock, database in
            let fleet = try await makeFleet(of: 1, in: repository, clock: clock)
            let batch = try await fleet.createBatch()
            let claim = try #require(try await fleet.claimed())
            try await database.console.run("BEGIN; SELECT id FROM update_batches FOR UPDATE")
            #expect(try await repository.write { try $0.giveBack(claim, until: $0.now) } == false)
            try await database.console.run("ROLLBACK")
            #expect(try await repository.write { try $0.giveBack(claim, until: $0.now) })
            #expect(try await repository.write { try $0.giveBack(claim, until: $0.now) } == false)
            #expect(try await fleet.batch(batch.id).attempts == 0)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `attempts before the batch was resumed count no longer`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let batch = try await fleet.createBatch()
            for attempt in 1...5 {
                #expect(try await fleet.claimed()?.attempts == attempt)
                world.clock.advance(by: .seconds(120))
            }
            _ = try await fleet.updates.pauseBatch(batch.id, as: fleet.ada)
            _ = try await fleet.updates.resumeBatch(batch.id, as: fleet.ada)
            #expect(try await fleet.claimed()?.attempts == 1)
            world.clock.advance(by: .seconds(120))
            #expect(try await fleet.claimed()?.attempts == 2)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `attempts before a rollout of several batches was resumed count no longer`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 2, in: world.repository, clock: world.clock)
            let rollout = try await world.write { transaction in
                let first = try transaction.insertBatch(of: [fleet.devices[0]], firmware: fleet.release.id)
                let second = try transaction.insertBatch(of: [fleet.devices[1]], into: first.rolloutID)
                try transaction.setState(of: second.id, to: .paused, failureReason: nil)
                return first.rolloutID
            }
            for _ in 1...3 {
                _ = try await fleet.claimed()
                world.clock.advance(by: .seconds(120))
            }
            _ = try await fleet.services.rollouts.pause(rollout, as: fleet.ada)
            _ = try await fleet.services.rollouts.resume(rollout, as: fleet.ada)
            #expect(try await fleet.claimed()?.attempts == 1)
        }
    }
}

extension StockedFleet {
    /// By a worker that does nothing with it.
    fileprivate func claimed() async throws -> BatchClaim? {
        let settings = services.settings
        return try await services.repository.write { transaction in
            try transaction.claimBatch(
                owner: "worker-9", lease: settings.leaseDuration, backoff: { settings.backoff(afterAttempt: $0) })
        }
    }
}
