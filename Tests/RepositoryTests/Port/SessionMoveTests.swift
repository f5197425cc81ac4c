import SlipwayCore
import TestSupport
import Testing

@Suite struct SessionMoveTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a step writes the session, the device and the batch device together`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let id = started.sessions[0]
            let begun = world.clock.now
            world.clock.advance(by: .seconds(10))
            for state in [UpdateSessionState.acknowledged, .downloading, .flashed] {
                #expect(try await world.write { try $0.step(id, to: state) })
            }
            let flashed = try #require(try await world.read { try $0.sessionContext(id) })
            #expect(flashed.device.firmwareVersion == "2.0.0")
            #expect(flashed.session.updateStatus == .flashed)
            #expect(flashed.session.stateSince == world.clock.now)
            #expect(flashed.session.startedAt == begun)
            #expect(flashed.session.lastReportAt == world.clock.now)
            #expect(flashed.session.deadlineAt == world.clock.now + .seconds(7_200))
            #expect(flashed.batch?.counters.flashed == 1)
            #expect(flashed.gate.batch?.rollout.places.taken == 1)
            #expect(try await world.write { try $0.step(id, to: .completed) })
            let completed = try #require(try await world.read { try $0.sessionContext(id) })
            #expect(completed.session.completedAt == world.clock.now)
            #expect(completed.session.deadlineAt == nil)
            #expect(completed.batchDevice?.status == .succeeded)
            #expect(completed.batch?.counters.succeeded == 1)
            #expect(completed.gate.batch?.rollout.places.taken == 0)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a session that has left the state is not moved, and nothing changes`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            try await world.write { try $0.step(started.sessions[0], to: .acknowledged) }
            let before = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) })
            world.clock.advance(by: .seconds(5))
            let moved = try await world.write { transaction in
                try transaction.move(
                    SessionMove(
                        session: before.session.id, device: before.device.id, from: .initiated, to: .failed,
                        deadlineAt: nil, isReport: true, reasonCode: .noReport, firmwareVersion: "9.9.9",
                        batchDeviceStatus: .failed, phaseBucket: 3))
            }
            #expect(!moved)
            #expect(try await world.read { try $0.sessionContext(started.sessions[0]) } == before)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `of many who move one session at once exactly one succeeds`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let context = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) })
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await world.write { transaction in
                            try transaction.move(
                                SessionMove(
                                    session: context.session.id, device: context.device.id, from: .initiated,
                                    to: .cancelled, deadlineAt: nil, isReport: false, reasonCode: .cancelled,
                                    batchDeviceStatus: .failed))
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
            #expect(try await world.read { try $0.batch(started.batch.id)?.counters.failed } == 1)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a word from the device ends its silence, and so does the end of its session`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 2)
            for state in [UpdateSessionState.acknowledged, .downloading, .flashed] {
                try await world.write { for id in started.sessions { try $0.step(id, to: state) } }
            }
            try await world.markSilent(started, in: .flashed)
            var counters = try await world.read { try $0.batch(started.batch.id)?.counters }
            #expect(counters?.silent == 2)
            #expect(counters?.silentFlashed == 2)
            let live = try await world.read { try $0.live(started.batch.id, limits: BatchLiveLimits(silent: 1)) }
            #expect(live?.silent.map(\.deviceUID) == ["dev-001"])
            #expect(live?.reasons.map(\.cause) == [.silentSinceFlash])
            let session = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) }).session
            try await world.write {
                try $0.recordReport(of: session.id, progressPercent: 90, bytesTransferred: 900, transferRate: 1.5)
            }
            try await world.write { try $0.step(started.sessions[1], to: .failed, reason: .noReport, isReport: false) }
            counters = try await world.read { try $0.batch(started.batch.id)?.counters }
            #expect(counters?.silent == 0)
            #expect(counters?.bad == 1)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a device that has moved on is not marked silent`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            try await world.write { try $0.step(started.sessions[0], to: .acknowledged) }
            try await world.markSilent(started, in: .downloading)
            #expect(try await world.read { try $0.batch(started.batch.id)?.counters.silent } == 0)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what a move makes of a session is what a read gives`(database: ConformingDatabase) async throws {
        let ways: [[UpdateSessionState]] = [
            [.acknowledged, .downloading, .downloading, .flashed, .completed], [.downloading, .failed], [.cancelled],
        ]
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: ways.count)
            for (id, way) in zip(started.sessions, ways) {
                for state in way {
                    world.clock.advance(by: .milliseconds(1_234))
                    let (expected, found) = try await world.write { transaction in
                        let before = try #require(try transaction.sessionContext(id)).session
                        let move = SessionMove(
                            session: before.id, device: before.deviceID, from: before.updateStatus, to: state,
                            deadlineAt: state.isFinal ? nil : transaction.now + .seconds(60),
                            isReport: state != .cancelled, reasonCode: state == .failed ? .deviceReported : nil,
                            failureReason: state == .failed ? "no space left" : nil,
                            batchDeviceStatus: state == .completed ? .succeeded : state.isFinal ? .failed : nil,
                            progressPercent: state == .flashed ? 100 : nil)
                        #expect(try transaction.move(move))
                        return (
                            move.result(for: before, at: transaction.now),
                            try transaction.sessionContext(id)?.session
                        )
                    }
                    #expect(found == expected)
                }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `progress never goes down`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let session = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) }).session
            for (percent, bytes, rate) in [(60, Int64(600), 12.5), (40, 400, nil)] as [(Int, Int64, Double?)] {
                try await world.write {
                    try $0.recordReport(
                        of: session.id, progressPercent: percent, bytesTransferred: bytes, transferRate: rate)
                }
            }
            var expected = session
            expected.progressPercent = 60
            expected.bytesTransferred = 600
            expected.transferRate = 12.5
            expected.lastReportAt = world.clock.now
            #expect(try await world.read { try $0.sessionContext(started.sessions[0])?.session } == expected)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `due sessions come by their deadlines, those in flight by their ids`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 4)
            let ids = try await world.read { reader in
                try started.sessions.compactMap { try reader.sessionContext($0)?.session.id }
            }
            let now = world.clock.now
            try await world.write {
                try $0.setDeadlines([
                    ids[0]: now + .seconds(3), ids[1]: now + .seconds(2), ids[2]: now + .seconds(1),
                ])
            }
            let due = { (limit: Int) in
                try await world.read { try $0.dueSessions(after: nil, limit: limit).map(\.id) }
            }
            #expect(try await due(9) == [])
            world.clock.advance(by: .seconds(2))
            #expect(try await due(9) == [ids[2], ids[1]])
            #expect(try await due(1) == [ids[2]])
            let rest = try await world.read { reader in
                try reader.dueSessions(after: reader.dueSessions(after: nil, limit: 1).first, limit: 9)
            }
            #expect(rest.map(\.id) == [ids[1]] && rest.map(\.batchID) == [started.batch.id])
            #expect(
                try await world.write {
                    try $0.dueContexts(of: ids, orBeyond: now + .seconds(99 * 86_400)).map(\.session.id)
                }
                    == [ids[2], ids[1]])
            try await world.write { for id in started.sessions.dropFirst() { try $0.step(id, to: .acknowledged) } }
            #expect(
                try await world.read { try $0.sessionsInFlight(after: nil, limit: 2) }.map(\.session.id) == [
                    ids[1], ids[2],
                ])
            #expect(
                try await world.read { try $0.sessionsInFlight(after: ids[2], limit: 2) }.map(\.session.id) == [ids[3]])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the gate and the release of a session come from everything that can hold it`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 2, maximumInFlight: 1)
            let hold = { try await world.read { try $0.sessionContext(started.sessions[1])?.hold } }
            #expect(try await hold() == nil)
            try await world.write { try $0.step(started.sessions[0], to: .acknowledged) }
            #expect(try await hold() == .maximumInFlight)
            try await world.write { try $0.setBoth(started.batch.id, to: .paused) }
            #expect(try await hold() == .batchPaused)
            try await world.write { try $0.setSystemHalted(true) }
            #expect(try await hold() == .systemHalted)
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.setBoth(started.batch.id, to: .inProgress) }
            let resumed = world.clock.now
            #expect(try await world.read { try $0.sessionContext(started.sessions[1])?.resumedAt } == resumed)
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.setSystemHalted(false) }
            #expect(try await world.read { try $0.sessionContext(started.sessions[1])?.resumedAt } == world.clock.now)
        }
    }
}

extension DatabaseWorld {
    fileprivate func markSilent(_ started: StartedBatch, in state: UpdateSessionState) async throws {
        try await write { transaction in
            let rows = try transaction.devices(ofBatch: started.batch.id, filter: .none, at: .first, limit: 100)
            try transaction.setSilent(Dictionary(uniqueKeysWithValues: rows.map { ($0.batchDevice.id, state) }))
        }
    }
}
