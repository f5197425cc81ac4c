import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct CancelledBatchTests {
    @Test func `what has not flashed ends at once, and the batch with what has`() async throws {
        try await withFleet(devices: 4) { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 4)
            for (index, state) in [(1, UpdateSessionState.acknowledged), (2, .downloading), (3, .flashed)] {
                try await fleet.take(sessions[index], of: index, to: state)
            }
            let before = try await fleet.events().count
            let cancelled = try await fleet.updates.cancelBatch(batch, reason: "bricks rev-a", as: fleet.ada)
            #expect(cancelled.status == .cancelling)
            #expect(cancelled.failureReason == "cancelled by ada: bricks rev-a")
            #expect([cancelled.counters.failed, cancelled.counters.flashed, cancelled.counters.open] == [3, 1, 1])
            let rows = try await fleet.rows(batch)
            #expect(rows.map(\.session?.updateStatus) == [.cancelled, .cancelled, .cancelled, .flashed])
            #expect(rows.map(\.batchDevice.status) == [.failed, .failed, .failed, .initiated])
            for row in rows.prefix(3) {
                #expect(row.batchDevice.reasonCode == .cancelled && row.session?.reasonCode == .cancelled)
                #expect(row.batchDevice.failureReason == "cancelled by ada: bricks rev-a")
            }
            #expect(try await fleet.updates.cancelBatch(batch, reason: "again", as: fleet.ada) == cancelled)
            _ = try await fleet.updates.complete(sessions[3], checksum: fleet.release.checksum, as: fleet.device(3))
            let ended = try await fleet.batch(batch)
            #expect(ended.status == .cancelled && ended.counters.succeeded == 1)
            #expect(ended.failureReason == "cancelled by ada: bricks rev-a")
            #expect(try await fleet.updates.cancelBatch(batch, reason: "again", as: fleet.ada) == ended)
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.batchCancelling, .sessionCompleted, .batchCancelled])
            #expect(events.first?.detail == "bricks rev-a")
        }
    }

    @Test(arguments: [true, false])
    func `without flashed sessions it is cancelled at once, started or paused before that or not`(
        isStarted: Bool
    ) async throws {
        try await withFleet { fleet in
            let batch = isStarted ? try await fleet.startBatch(of: 2).id : try await fleet.createBatch(of: 2).id
            _ = try await fleet.updates.pauseBatch(batch, as: fleet.ada)
            let before = try await fleet.events().count
            #expect(try await fleet.updates.cancelBatch(batch, reason: "x", as: fleet.ada).status == .cancelled)
            #expect(try await fleet.rows(batch).map(\.batchDevice.reasonCode) == [.cancelled, .cancelled])
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.batchCancelling, .batchCancelled])
            #expect(events.last?.detail == "0 of 2 succeeded, 2 failed")
            #expect(try await !fleet.processor.step())
            // Its devices are free for the next one.
            let (_, sessions) = try await fleet.startBatch(of: 2)
            #expect(sessions.count == 2)
        }
    }

    @Test func `a device hears that its session is cancelled, and what it says of it is kept`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            _ = try await fleet.updates.cancelBatch(batch, reason: "x", as: fleet.ada)
            let (updates, device) = (fleet.updates, fleet.device(0))
            #expect(
                await code { try await updates.readBytes(sessions[0], offset: 0, size: 1, as: device) } == "OTA_006")
            #expect(await code { try await updates.flashed(sessions[0], as: device) } == "UPDATE_010")
            #expect(try await fleet.eventKinds().last == .reportRefused)
            #expect(
                try await updates.check(uid: "dev-001", reportedVersion: nil, as: device)
                    == .none(pollAfter: .seconds(300)))
        }
    }

    @Test func `a reason is required, and an ended batch is refused`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            for reason in ["", " \u{A0}", "a\u{7}", String(repeating: "x", count: 4_001)] {
                #expect(
                    await code { try await fleet.updates.cancelBatch(batch, reason: reason, as: fleet.ada) }
                        == "REQUEST_001")
                #expect(
                    await code { try await fleet.updates.halt(organization: nil, reason: reason, as: fleet.ada) }
                        == "REQUEST_001")
            }
            #expect(try await fleet.batch(batch).status == .inProgress)
            try await fleet.take(sessions[0], to: .completed)
            #expect(
                await code { try await fleet.updates.cancelBatch(batch, reason: "x", as: fleet.ada) } == "BATCH_003")
        }
    }
}
