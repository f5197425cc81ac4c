import SlipwayCore
import TestSupport
import Testing

@Suite struct BatchStartTests {
    @Test(arguments: ConformingDatabase.allCases, [UInt64(1), 2, 3, 4])
    func `starting all at once is the same as the rules one by one`(
        database: ConformingDatabase, seed: UInt64
    ) async throws {
        try await database.withWorld { world in
            let (batch, starts) = try await world.mixedBatch(seed: seed)
            world.clock.advance(by: .seconds(60))
            let deadline = world.clock.now + .seconds(3_600)
            var expected = try await world.startedDevices()
            for start in starts { expected.apply(start, of: batch, at: world.clock.now, deadlineAt: deadline) }

            try await world.write {
                try $0.start(starts, of: batch.id, firmware: batch.firmwareID, deadlineAt: deadline)
            }

            #expect(try await world.startedDevices() == expected)
            #expect(try await world.wrongFigures() == [])
            // What every seed must have met: without it the comparison shows nothing.
            let moved = expected.devices.filter { $0.updatedAt == world.clock.now }
            #expect(moved.contains { $0.status == .initiated })
            #expect(moved.contains { $0.reasonCode == .alreadyUpdating })
            #expect(moved.contains { $0.reasonCode == .belowMinimumVersion })
            #expect(moved.count < starts.count)
            #expect(expected.devices.contains { $0.status == .pending })
        }
    }
}

/// The devices of all batches with their sessions, and what a start does to one of them, said once more in Swift.
private struct StartedDevices: Hashable {
    var devices: [UpdateBatchDevice]
    var sessions: Set<Session>

    struct Session: Hashable {
        let id: SessionID
        let device: Device.ID
        let firmware: FirmwareRelease.ID
        let state: UpdateSessionState
        let startedAt: Timestamp
        let deadlineAt: Timestamp?
    }

    /// Only a pending device of the batch is started; one with an open session gets no second one.
    mutating func apply(_ start: SessionStart, of batch: UpdateBatch, at now: Timestamp, deadlineAt: Timestamp) {
        guard let index = devices.firstIndex(where: { $0.id == start.batchDeviceID }),
            devices[index].updateBatchID == batch.id, devices[index].status == .pending
        else { return }
        devices[index].updatedAt = now
        switch start.outcome {
        case .refused(let reason):
            devices[index].status = .failed
            devices[index].reasonCode = reason
        case .initiated where sessions.contains { $0.device == start.deviceID && !$0.state.isFinal }:
            devices[index].status = .failed
            devices[index].reasonCode = .alreadyUpdating
        case .initiated(let session):
            devices[index].status = .initiated
            devices[index].updateSessionID = session
            sessions.insert(
                Session(
                    id: session, device: start.deviceID, firmware: batch.firmwareID, state: .initiated,
                    startedAt: now, deadlineAt: deadlineAt))
        }
    }
}

extension DatabaseWorld {
    fileprivate func startedDevices() async throws -> StartedDevices {
        try await read { reader in
            let batches = try reader.page(of: BatchQuery(), in: .all, at: .first, limit: 9).rows.map(\.batch.id)
            let rows = try batches.sorted().flatMap {
                try reader.devices(ofBatch: $0, filter: .none, at: .first, limit: 100)
            }
            let sessions = rows.compactMap(\.session).map { session in
                StartedDevices.Session(
                    id: session.sessionID, device: session.deviceID, firmware: session.firmwareID,
                    state: session.updateStatus, startedAt: session.startedAt, deadlineAt: session.deadlineAt)
            }
            return StartedDevices(devices: rows.map(\.batchDevice), sessions: Set(sessions))
        }
    }

    /// A batch of 24 devices: some are started, some have open or ended sessions of an earlier batch; and how to start a
    /// part of it, a stranger of that other batch among them.
    fileprivate func mixedBatch(seed: UInt64) async throws -> (UpdateBatch, [SessionStart]) {
        try await write { transaction in
            var generator = SeededGenerator(seed: seed)
            let organization = try transaction.insertOrganization()
            let release = try transaction.insertRelease()
            let devices = try transaction.insertDevices(24, in: organization.id)
            let earlier = try transaction.insertBatch(
                of: Array(devices.shuffled(using: &generator).prefix(12)), firmware: release.id, name: "earlier")
            let sessions = try transaction.startBatch(earlier)
            for session in sessions.shuffled(using: &generator).prefix(6) { try transaction.complete(session) }
            let strangers = try transaction.devices(ofBatch: earlier.id, filter: .none, at: .first, limit: 1)

            let batch = try transaction.insertBatch(of: devices, firmware: release.id)
            let candidates = try transaction.startCandidates(batch.id).shuffled(using: &generator)
            let starts = candidates.enumerated().map { number, waiting in
                SessionStart(
                    batchDeviceID: waiting.batchDeviceID, deviceID: waiting.candidate.deviceID,
                    outcome: Int.random(in: 0..<4, using: &generator) == 0
                        ? .refused(.belowMinimumVersion) : .initiated(.example(100 + number)))
            }
            // Some have been started before, and come again.
            try transaction.start(
                Array(starts.prefix(4)), of: batch.id, firmware: release.id, deadlineAt: transaction.now)
            let stranger = strangers.map { row in
                SessionStart(
                    batchDeviceID: row.batchDevice.id, deviceID: row.batchDevice.deviceID,
                    outcome: .initiated(.example(200)))
            }
            return (batch, starts.dropLast(4).shuffled(using: &generator) + stranger)
        }
    }
}
