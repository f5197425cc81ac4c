import SlipwayCore
import TestSupport
import Testing

/// Devices that are left out, and devices that completed and of which no word comes.
@Suite struct VerificationTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a failed device counts as left out exactly where its reason does not speak against the release`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: ReasonCode.allCases.count)
            try await world.write { transaction in
                for (session, reason) in zip(started.sessions, ReasonCode.allCases) {
                    try transaction.step(session, to: .failed, reason: reason, failure: reason.text)
                }
            }
            let live = try await world.read { try $0.live(started.batch.id, limits: BatchLiveLimits(reasons: 99)) }
            let counters = live?.batch.counters ?? BatchCounters()
            #expect(counters.failed == ReasonCode.allCases.count)
            #expect(counters.bad == ReasonCode.againstRelease.count)
            #expect(counters.bad == 3)
            #expect(
                live?.reasons.map(\.isLeftOut) == [false, false, false]
                    + Array(repeating: true, count: counters.leftOut))
            let rollout = try await world.read { try $0.rollout(started.batch.rolloutID) }
            #expect(rollout?.counters == counters)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what speaks against the release is told first, however often devices were left out`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 6)
            try await world.write { transaction in
                for session in started.sessions.prefix(5) {
                    try transaction.step(session, to: .cancelled, reason: .cancelled, failure: "cancelled by ada")
                }
                try transaction.step(started.sessions[5], to: .failed, reason: .deviceReported, failure: "no space")
            }
            let live = try await world.read { try $0.live(started.batch.id, limits: BatchLiveLimits(reasons: 1)) }
            #expect(live?.reasons.map(\.cause) == [.failed("no space")])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a completed device is due from its instant on, the longest first`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch()
            for session in started.sessions.reversed() {
                try await world.write { try $0.complete(session) }
                world.clock.advance(by: .seconds(60))
            }
            let devices = try await world.batchDevices(started.batch.id)
            let last = world.clock.now - .seconds(60) + .seconds(900)
            let due = { @Sendable (instant: Timestamp, count: Int) in
                try await world.read {
                    try $0.dueVerifications(by: instant, orBeyond: instant + .seconds(86_400), count: count)
                }
            }
            #expect(try await due(last, 9) == devices.reversed().map(\.id))
            #expect(try await due(last, 2) == [devices[2].id, devices[1].id])
            #expect(try await due(last - .milliseconds(1), 9) == [devices[2].id, devices[1].id])
            let beyond = try await world.read {
                try $0.dueVerifications(
                    by: world.clock.now - .seconds(900), orBeyond: last - .milliseconds(1), count: 9)
            }
            #expect(beyond == [devices[0].id])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a device owes a word until it is verified, judged, or given more time`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 4)
            try await world.write { transaction in for id in started.sessions { try transaction.complete(id) } }
            let completed = world.clock.now
            world.clock.advance(by: .seconds(900))
            try await world.write { try $0.report("2.0.0", from: started.devices[0].id) }
            let ids = try await world.batchDevices(started.batch.id).map(\.id)
            let owing = try await world.write { try $0.verificationContexts(ids) }
            #expect(owing.map(\.batchDevice) == Array(ids.dropFirst()))
            #expect(owing.allSatisfy { $0.completedAt == completed && $0.batch == started.batch.id })
            #expect(owing.map(\.deviceUID) == ["dev-002", "dev-003", "dev-004"])
            let later = world.clock.now + .seconds(300)
            try await world.write { transaction in
                _ = try transaction.verificationContexts(ids)
                try transaction.setVerified([ids[1]: .lost, ids[2]: .heard, ids[3]: .extended(to: later)])
            }
            #expect(try await world.read { try $0.verificationContexts(ids) }.map(\.batchDevice) == [ids[3]])
            let due = try await world.read {
                try $0.dueVerifications(by: later, orBeyond: later + .seconds(900), count: 9)
            }
            #expect(due == [ids[3]])
            #expect(try await world.batchDevices(started.batch.id).map(\.lostAt) == [nil, world.clock.now, nil, nil])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `lost devices are a cause with what they have in common, until a word comes of them`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 6)
            try await world.write { transaction in for id in started.sessions { try transaction.complete(id) } }
            let ids = try await world.batchDevices(started.batch.id).map(\.id)
            try await world.lose(ids)
            let live = try await world.read { try $0.live(started.batch.id, limits: BatchLiveLimits()) }
            #expect(live?.batch.counters.lost == 6)
            #expect(live?.batch.counters.bad == 6)
            #expect(live?.reasons.map(\.cause) == [.lost])
            #expect(live?.reasons.map(\.count) == [6])
            #expect(live?.reasons.first?.firstAt == world.clock.now)
            #expect(try await world.wrongFigures() == [])
            world.clock.advance(by: .seconds(60))
            try await world.write { transaction in
                try transaction.report("2.0.0", from: started.devices[0].id)
                try transaction.report("1.0.0", from: started.devices[1].id)
                for device in started.devices.dropFirst(2) { try transaction.report(nil, from: device.id) }
            }
            let found = try await world.read { try $0.live(started.batch.id, limits: BatchLiveLimits()) }
            #expect(found?.batch.counters.lost == 0)
            #expect(found?.reasons.map(\.cause) == [.fellBack])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `figures that are wrong are repaired with those of lost and left out devices`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 3)
            try await world.write { transaction in
                try transaction.complete(started.sessions[0])
                try transaction.step(
                    started.sessions[1], to: .cancelled, reason: .cancelled, failure: "cancelled by ada")
            }
            try await world.lose([try await world.batchDevices(started.batch.id)[0].id])
            let before = try await world.read { try $0.batch(started.batch.id)?.counters }
            try await world.change("UPDATE update_batches SET n_lost = 0, n_left_out = 0")
            try await world.change("DELETE FROM update_batch_reasons WHERE cause = 'lost'")
            try await world.change("DELETE FROM update_batch_minutes")
            let subject = CounterSubject.batch(started.batch.id)
            let differences = try await world.read { try $0.differences(of: subject, limit: 9) }
            #expect(Set(differences.map(\.figure)).isSuperset(of: ["n_lost", "n_left_out", "update_batch_reasons"]))
            try await world.write { transaction in
                try transaction.lockFigures(of: subject)
                try transaction.correctFigures(of: subject)
            }
            #expect(try await world.read { try $0.batch(started.batch.id)?.counters } == before)
            #expect(try await world.wrongFigures() == [])
        }
    }
}

extension DatabaseWorld {
    fileprivate func batchDevices(_ batch: UpdateBatch.ID) async throws -> [UpdateBatchDevice] {
        try await read { try $0.devices(ofBatch: batch, filter: .none, at: .first, limit: 99).map(\.batchDevice) }
    }

    fileprivate func lose(_ devices: [UpdateBatchDevice.ID]) async throws {
        try await write { transaction in
            let owing = try transaction.verificationContexts(devices)
            try transaction.setVerified(Dictionary(uniqueKeysWithValues: owing.map { ($0.batchDevice, .lost) }))
        }
    }
}
