import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct DeviceReportTests {
    @Test func `a device goes the whole way`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            let before = try await fleet.events().count
            let device = fleet.device(0)

            #expect(try await fleet.updates.acknowledge(sessions[0], as: device).updateStatus == .acknowledged)
            let bytes = try await fleet.updates.readBytes(sessions[0], offset: 0, size: 8, as: device)
            #expect(String(decoding: bytes, as: UTF8.self) == "firmware")
            #expect(try await fleet.session(sessions[0]).updateStatus == .downloading)
            fleet.clock.advance(by: .seconds(10))
            let progress = try await fleet.updates.progress(sessions[0], percent: 40, bytes: 400, as: device)
            #expect(progress.progressPercent == 40)
            #expect(progress.bytesTransferred == 400)
            #expect(progress.transferRate == 40)
            #expect(try await fleet.updates.flashed(sessions[0], as: device).updateStatus == .flashed)
            #expect(try await fleet.device(at: 0).firmwareVersion == "2.0.0")
            let done = try await fleet.updates.complete(
                sessions[0], checksum: fleet.release.checksum.uppercased(), as: device)
            #expect(done.updateStatus == .completed)
            #expect(done.deadlineAt == nil)

            #expect(try await fleet.batch(batch).status == .completed)
            #expect(try await fleet.rows(batch).map(\.batchDevice.status) == [.succeeded])
            #expect(
                try await fleet.eventKinds(after: before) == [
                    .sessionAcknowledged, .sessionDownloading, .sessionFlashed, .sessionCompleted, .batchCompleted,
                ])
        }
    }

    @Test func `an older device neither acknowledges nor says that it flashed`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            _ = try await fleet.updates.readBytes(sessions[0], offset: 0, size: 8, as: fleet.device(0))
            let done = try await fleet.updates.complete(
                sessions[0], checksum: fleet.release.checksum, as: fleet.device(0))
            #expect(done.progressPercent == 100)
            #expect(try await fleet.device(at: 0).firmwareVersion == "2.0.0")
            #expect(try await fleet.batch(batch).status == .completed)
        }
    }

    @Test func `repeats succeed and change only when the device was last heard of`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            for state in [UpdateSessionState.acknowledged, .downloading, .flashed, .completed] {
                try await fleet.takeOne(sessions[0], to: state)
                let first = try await fleet.session(sessions[0])
                let events = try await fleet.events()
                fleet.clock.advance(by: .seconds(90))
                try await fleet.takeOne(sessions[0], to: state)
                var expected = first
                expected.lastReportAt = fleet.clock.now
                expected.updatedAt = fleet.clock.now
                #expect(try await fleet.session(sessions[0]) == expected)
                #expect(try await fleet.events() == events)
            }
        }
    }

    @Test func `progress never goes down and leaves no event`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            let events = try await fleet.events()
            _ = try await fleet.updates.progress(sessions[0], percent: 60, bytes: 600, as: fleet.device(0))
            let lower = try await fleet.updates.progress(sessions[0], percent: 30, bytes: 300, as: fleet.device(0))
            #expect(lower.progressPercent == 60)
            #expect(lower.bytesTransferred == 600)
            #expect(try await fleet.events() == events)
        }
    }

    @Test(arguments: [(-1, 0 as Int64), (101, 0), (50, -1), (50, 1_001)])
    func `progress outside of its bounds is refused`(percent: Int, bytes: Int64) async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            let before = try await fleet.session(sessions[0])
            #expect(
                await code {
                    try await fleet.updates.progress(sessions[0], percent: percent, bytes: bytes, as: fleet.device(0))
                } == "REQUEST_001")
            #expect(try await fleet.session(sessions[0]) == before)
        }
    }

    @Test func `both faults of a progress are named`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(field: "progress_percent", fault: "must be from 0 to 100"),
                    FieldFault(field: "bytes_transferred", fault: "must be from 0 to 1000"),
                ])
            ) { try await fleet.updates.progress(sessions[0], percent: 200, bytes: 2_000, as: fleet.device(0)) }
        }
    }

    @Test func `a wrong checksum fails the session, and what was flashed stays`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .flashed)
            #expect(
                await code {
                    try await fleet.updates.complete(sessions[0], checksum: "abc", as: fleet.device(0))
                } == "OTA_004")
            let session = try await fleet.session(sessions[0])
            #expect(session.updateStatus == .failed)
            #expect(session.reasonCode == .checksumMismatch)
            #expect(try await fleet.device(at: 0).firmwareVersion == "2.0.0")
            #expect(try await fleet.batch(batch).status == .failed)
            #expect(try await fleet.eventKinds().suffix(2) == [.sessionFailed, .batchFailed])
        }
    }

    @Test(arguments: [nil, ""] as [String?]) func `no checksum changes nothing`(checksum: String?) async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .flashed)
            let before = try await fleet.session(sessions[0])
            #expect(
                await code {
                    try await fleet.updates.complete(sessions[0], checksum: checksum, as: fleet.device(0))
                } == "REQUEST_001")
            #expect(try await fleet.session(sessions[0]) == before)
        }
    }

    @Test(arguments: [
        ("flash write error at 0x00ff12\u{1B}[2J", "flash write error at 0x00ff12 [2J", "flash write error at # [#J"),
        ("  \n", "no reason given", "no reason given"),
        ("", "no reason given", "no reason given"),
    ]) func `what a device gives as its reason is made safe and grouped`(
        said: String, text: String, key: String
    ) async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            _ = try await fleet.updates.fail(sessions[0], reason: said, as: fleet.device(0))
            let row = try await fleet.rows(batch)[0].batchDevice
            #expect(row.status == .failed)
            #expect(row.reasonCode == .deviceReported)
            #expect(row.failureReason == text)
            #expect(row.reasonKey == key)
        }
    }

    @Test func `an endless reason is cut`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            let reason = String(repeating: "é", count: 10_000)
            let session = try await fleet.updates.fail(sessions[0], reason: reason, as: fleet.device(0))
            #expect(session.failureReason?.unicodeScalars.count == 4_000)
        }
    }

    @Test func `an inactive device is refused its own calls`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.setStatus(of: 0, active: false)
            let device = fleet.device(0)
            #expect(await code { try await fleet.updates.acknowledge(sessions[0], as: device) } == "DEVICE_003")
            #expect(await code { try await fleet.updates.flashed(sessions[0], as: device) } == "DEVICE_003")
            #expect(
                await code { try await fleet.updates.check(uid: "dev-001", reportedVersion: nil, as: device) }
                    == "DEVICE_003")
            #expect(
                await code { try await fleet.updates.readBytes(sessions[0], offset: 0, size: 1, as: device) }
                    == "DEVICE_003")
        }
    }

    @Test func `a batch fails where none succeeded and completes where one did`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 3)
            _ = try await fleet.updates.fail(sessions[0], reason: "x", as: fleet.device(0))
            _ = try await fleet.updates.fail(sessions[1], reason: "x", as: fleet.device(1))
            #expect(try await fleet.batch(batch).status == .inProgress)
            try await fleet.take(sessions[2], of: 2, to: .completed)
            #expect(try await fleet.batch(batch).status == .completed)
            let rolloutID = try await fleet.batch(batch).rolloutID
            let rollout = try await fleet.services.repository.read { try $0.rollout(rolloutID) }
            #expect(rollout?.status == .completed)
        }
    }

    @Test func `a paused batch whose devices are all final ends`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            try await fleet.setState(of: batch, to: .paused)
            _ = try await fleet.updates.fail(sessions[0], reason: "x", as: fleet.device(0))
            #expect(try await fleet.batch(batch).status == .failed)
        }
    }

    @Test func `a cancelling batch is cancelled with its last flashed device`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .flashed)
            try await fleet.setState(of: batch, to: .cancelling)
            _ = try await fleet.updates.complete(sessions[0], checksum: fleet.release.checksum, as: fleet.device(0))
            #expect(try await fleet.batch(batch).status == .cancelled)
            #expect(try await fleet.eventKinds().last == .batchCancelled)
        }
    }

    @Test func `an operator cancels a session before it has flashed, once`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            #expect(try await fleet.updates.cancelSession(sessions[0], as: fleet.ada).updateStatus == .cancelled)
            let events = try await fleet.events()
            _ = try await fleet.updates.cancelSession(sessions[0], as: fleet.ada)
            #expect(try await fleet.events() == events)
            #expect(events.last?.kind == .sessionCancelled)
            #expect(try await fleet.rows(batch)[0].batchDevice.reasonCode == .cancelled)

            try await fleet.take(sessions[1], of: 1, to: .flashed)
            #expect(await code { try await fleet.updates.cancelSession(sessions[1], as: fleet.ada) } == "UPDATE_013")
        }
    }

    @Test func `bytes come by offset and size, and stop at the end`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            let device = fleet.device(0)
            let end = try await fleet.updates.readBytes(sessions[0], offset: 996, size: 100, as: device)
            #expect(String(decoding: end, as: UTF8.self) == "ware")
            for (offset, size) in [(1_000 as Int64, 1), (-1, 1), (0, 0), (0, 1_048_577)] {
                #expect(
                    await code {
                        try await fleet.updates.readBytes(sessions[0], offset: offset, size: size, as: device)
                    } == "REQUEST_001")
            }
        }
    }
}

extension StockedFleet {
    /// The one call that a device makes on entering `state`.
    fileprivate func takeOne(_ session: SessionID, to state: UpdateSessionState) async throws {
        switch state {
        case .acknowledged: _ = try await updates.acknowledge(session, as: device(0))
        case .downloading: _ = try await updates.readBytes(session, offset: 0, size: 10, as: device(0))
        case .flashed: _ = try await updates.flashed(session, as: device(0))
        case .completed: _ = try await updates.complete(session, checksum: release.checksum, as: device(0))
        case .initiated, .failed, .cancelled: break
        }
    }
}
