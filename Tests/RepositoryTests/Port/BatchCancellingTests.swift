import SlipwayCore
import TestSupport
import Testing

@Suite struct BatchCancellingTests {
    @Test(arguments: ConformingDatabase.allCases, [UInt64(1), 2, 3, 4])
    func `cancelling all at once is the same as one by one`(database: ConformingDatabase, seed: UInt64) async throws {
        let (atOnce, live) = try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 24)
            try await world.shuffle(started, seed: seed)
            try await world.write { try $0.cancelAll(of: started.batch.id) }
            #expect(try await world.wrongFigures() == [])
            return try await world.outcome(of: started)
        }
        let (oneByOne, expected) = try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 24)
            try await world.shuffle(started, seed: seed)
            try await world.write { transaction in
                for id in started.sessions { try transaction.cancelOne(id) }
            }
            return try await world.outcome(of: started)
        }
        #expect(atOnce == oneByOne)
        #expect(live?.batch.counters == expected?.batch.counters)
        #expect(live?.reasons == expected?.reasons)
        #expect(live?.phases == expected?.phases)
        let states = Set(atOnce.compactMap(\.session?.updateStatus))
        #expect(states.isDisjoint(with: UpdateSessionState.cancellable))
        #expect(states.contains(.cancelled) && states.contains(.flashed))
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `pending devices fail, flashed ones go on, and another batch is left alone`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let other = try await world.startedBatch(devices: 2)
            let (batch, sessions) = try await world.halfStartedBatch(in: other)
            try await world.write { transaction in
                for state in [UpdateSessionState.acknowledged, .downloading, .flashed] {
                    try transaction.step(sessions[0], to: state)
                }
                try transaction.step(sessions[1], to: .acknowledged)
            }
            try await world.write { transaction in
                let rows = try transaction.devices(ofBatch: batch, filter: .none, at: .first, limit: 9)
                try transaction.setSilent([
                    rows[0].batchDevice.id: .flashed, rows[1].batchDevice.id: .acknowledged,
                ])
            }
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.cancelAll(of: batch) }
            let rows = try await world.read { try $0.devices(ofBatch: batch, filter: .none, at: .first, limit: 9) }
            #expect(rows.map(\.batchDevice.status) == [.initiated, .failed, .failed, .failed])
            #expect(rows.map(\.session?.updateStatus) == [.flashed, .cancelled, nil, nil])
            #expect(rows.map(\.batchDevice.reasonCode) == [nil, .cancelled, .cancelled, .cancelled])
            #expect(rows.dropFirst().allSatisfy { $0.batchDevice.failureReason == cancellationText })
            #expect(rows.map { $0.batchDevice.silentAt != nil } == [true, false, false, false])
            let live = try await world.read { try $0.live(batch, limits: BatchLiveLimits()) }
            #expect(live?.batch.status == .inProgress)
            #expect(live?.reasons.contains { $0.cause == .failed("cancelled by ada: build # bricks") } == true)
            #expect(try await world.read { try $0.batch(other.batch.id)?.counters.initiated } == 2)
            #expect(try await world.wrongFigures() == [])
            try await world.write { try $0.cancelAll(of: batch) }
            #expect(
                try await world.read { try $0.devices(ofBatch: batch, filter: .none, at: .first, limit: 9) } == rows)
        }
    }
}

private let cancellationText = "cancelled by ada: build 4711 bricks"

extension RepositoryTransaction {
    fileprivate func cancelAll(of batch: UpdateBatch.ID) throws {
        try cancelDevices(
            of: batch, sessionsIn: UpdateSessionState.cancellable, failureReason: cancellationText,
            reasonKey: .masking(cancellationText))
    }

    fileprivate func cancelOne(_ id: SessionID) throws {
        guard let context = try sessionContext(id),
            case .moved(let next, _) = try? context.session.updateStatus.after(.cancelled)
        else { return }
        _ = try move(
            SessionMove(
                session: context.session.id, device: context.device.id, from: context.session.updateStatus, to: next,
                deadlineAt: nil, isReport: false, reasonCode: .cancelled, failureReason: cancellationText,
                reasonKey: .masking(cancellationText), firmwareVersion: nil, batchDeviceStatus: .failed,
                phaseBucket: nil))
    }
}

extension DatabaseWorld {
    /// Steps, failures and silence, the same for the same seed.
    fileprivate func shuffle(_ started: StartedBatch, seed: UInt64) async throws {
        try await write { transaction in
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<70 {
                clock.advance(by: .seconds(Int64.random(in: 1...20, using: &generator)))
                guard let id = started.sessions.randomElement(using: &generator),
                    let context = try transaction.sessionContext(id), let device = context.batchDevice
                else { return }
                let state = context.session.updateStatus
                if Int.random(in: 0..<3, using: &generator) == 0 {
                    try transaction.setSilent([device.id: state.isInFlight ? state : nil])
                    continue
                }
                for event in UpdateSessionEvent.allCases.shuffled(using: &generator) {
                    guard case .moved(let next, _) = try? state.after(event) else { continue }
                    // What ends early is rare, so that others flash.
                    if next == .failed || next == .cancelled, Int.random(in: 0..<8, using: &generator) > 0 { continue }
                    try transaction.step(id, to: next, reason: next == .failed ? .deviceReported : nil)
                    break
                }
            }
        }
    }

    fileprivate func outcome(of started: StartedBatch) async throws -> ([BatchDeviceRow], BatchLive?) {
        try await read { reader in
            (
                try reader.devices(ofBatch: started.batch.id, filter: .none, at: .first, limit: 100),
                try reader.live(started.batch.id, limits: BatchLiveLimits())
            )
        }
    }

    /// A batch of four new devices, of which the first two are started.
    fileprivate func halfStartedBatch(
        in other: StartedBatch
    ) async throws -> (id: UpdateBatch.ID, sessions: [SessionID]) {
        try await write { transaction in
            let devices = try transaction.insertDevices(4, in: other.organization.id, prefix: "cam")
            let batch = try transaction.insertBatch(of: devices, firmware: other.release.id)
            let sessions = [SessionID.example(101), .example(102)]
            let starts = zip(try transaction.startCandidates(batch.id), sessions).map { candidate, session in
                SessionStart(
                    batchDeviceID: candidate.batchDeviceID, deviceID: candidate.candidate.deviceID,
                    outcome: .initiated(session))
            }
            try transaction.start(
                starts, of: batch.id, firmware: other.release.id, deadlineAt: transaction.now + .seconds(60))
            try transaction.setState(of: batch.id, to: .inProgress, failureReason: nil)
            return (batch.id, sessions)
        }
    }
}
