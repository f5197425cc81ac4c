import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct DeadlineSweepTests {
    @Test(arguments: [
        (UpdateSessionState.acknowledged, Duration.seconds(7_200), "no report for 2h while acknowledged"),
        (.downloading, .seconds(7_200), "no report for 2h while downloading"),
        (.flashed, .seconds(3_600), "no report for 1h while flashed"),
    ]) func `a device that is not heard of in time fails`(
        state: UpdateSessionState, time: Duration, words: String
    ) async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: state)
            fleet.clock.advance(by: time - .milliseconds(1))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == state)
            fleet.clock.advance(by: .milliseconds(1))
            _ = try await fleet.sweep.step()
            let session = try await fleet.session(sessions[0])
            #expect(session.updateStatus == .failed)
            #expect(session.reasonCode == .noReport)
            #expect(session.failureReason == words)
            #expect(session.deadlineAt == nil)
            #expect(try await fleet.batch(batch).status == .failed)
            let events = try await fleet.events().suffix(2)
            #expect(events.map(\.kind) == [.sessionExpired, .batchFailed])
            #expect(events.map(\.actorKind) == [.worker, .worker])
        }
    }

    @Test func `a device has seven days to begin, and one that does not is left out`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            fleet.clock.advance(by: .seconds(7 * 86_400 - 1))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == .initiated)
            fleet.clock.advance(by: .seconds(1))
            _ = try await fleet.sweep.step()
            let session = try await fleet.session(sessions[0])
            #expect(session.reasonCode == .notReached)
            #expect(session.failureReason == "never asked for it in 7d")
            let counters = try await fleet.batch(batch).counters
            #expect(counters.failed == 1 && counters.leftOut == 1 && counters.bad == 0)
            #expect(try await fleet.events().suffix(2).map(\.kind) == [.sessionExpired, .batchFailed])
        }
    }

    @Test func `the time in which nobody was there to hear a device is not held against it`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            try await fleet.beat()
            try await fleet.take(sessions[0], to: .flashed)
            try await fleet.beat(for: .seconds(300))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).counters.silent == 1)
            try await fleet.take(sessions[1], of: 1, to: .flashed)

            fleet.clock.advance(by: .seconds(2 * 3_600))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == .flashed)
            try await fleet.beat()
            let back = fleet.clock.now
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[1]).deadlineAt == back + .seconds(3_600))
            // The other one was silent before.
            #expect(try await fleet.batch(batch).counters.silent == 1)

            try await fleet.beat(for: .seconds(300))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).counters.silent == 2)
            try await fleet.beat(for: .seconds(3_300))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == .failed)
            #expect(try await fleet.session(sessions[1]).updateStatus == .failed)
        }
    }

    @Test func `a report since then moves the deadline on`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.updates.progress(sessions[0], percent: 5, bytes: 5, as: fleet.device(0))
            let heard = fleet.clock.now
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).deadlineAt == heard + .seconds(7_200))
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == .failed)
        }
    }

    @Test func `a download that goes on without progress reports is not given up`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            for offset in 0..<5 {
                _ = try await fleet.updates.readBytes(sessions[0], offset: Int64(offset), size: 1, as: fleet.device(0))
                fleet.clock.advance(by: .seconds(3_000))
                _ = try await fleet.sweep.step()
            }
            #expect(try await fleet.session(sessions[0]).updateStatus == .downloading)
        }
    }

    @Test func `a held session is moved on, and has its full time after the release`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            try await fleet.setHalted(true)
            fleet.clock.advance(by: .seconds(7_200))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).deadlineAt == fleet.clock.now + .seconds(7_200))
            fleet.clock.advance(by: .seconds(7_100))
            try await fleet.setHalted(false)
            let released = fleet.clock.now
            fleet.clock.advance(by: .seconds(100))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).deadlineAt == released + .seconds(7_200))
        }
    }

    @Test func `more than a page of due sessions is worked off`() async throws {
        try await withFleet(devices: 120) { fleet in
            let (batch, _) = try await fleet.startBatch(of: 120)
            fleet.clock.advance(by: .seconds(7 * 86_400))
            let sweep = fleet.sweep
            #expect(try await sweep.step())
            #expect(try await !sweep.step())
            #expect(try await fleet.batch(batch).counters.failed == 120)
            #expect(try await fleet.batch(batch).status == .failed)
        }
    }

    @Test func `a device is silent five minutes after its flash, until it is heard of`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            try await fleet.take(sessions[0], to: .flashed)
            let before = try await fleet.events().count
            fleet.clock.advance(by: .seconds(299))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).counters.silent == 0)
            fleet.clock.advance(by: .seconds(1))
            _ = try await fleet.sweep.step()
            _ = try await fleet.sweep.step()
            let counters = try await fleet.batch(batch).counters
            #expect([counters.silent, counters.silentFlashed] == [1, 1])
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.deviceSilent])
            #expect(events.first?.detail == "no report for 5m while flashed")
            _ = try await fleet.updates.flashed(sessions[0], as: fleet.device(0))
            #expect(try await fleet.batch(batch).counters.silent == 0)
        }
    }

    @Test func `a silent device that is then held is silent no more`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            fleet.clock.advance(by: .seconds(1_800))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).counters.silent == 1)
            try await fleet.setState(of: batch, to: .paused)
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).counters.silent == 0)
        }
    }

    @Test func `a device that has not begun is never silent`() async throws {
        try await withFleet { fleet in
            let (batch, _) = try await fleet.startBatch()
            fleet.clock.advance(by: .seconds(6 * 86_400))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).counters.silent == 0)
        }
    }

    @Test func `slow devices of a batch make its silence start later`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            try await fleet.take(sessions[0], to: .downloading)
            fleet.clock.advance(by: .seconds(600))
            _ = try await fleet.updates.flashed(sessions[0], as: fleet.device(0))
            _ = try await fleet.updates.readBytes(sessions[1], offset: 0, size: 1, as: fleet.device(1))
            fleet.clock.advance(by: .seconds(1_800))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.rows(batch)[1].batchDevice.silentAt == nil)
            fleet.clock.advance(by: .seconds(1_000))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.rows(batch)[1].batchDevice.silentAt != nil)
        }
    }

    @Test func `a device that was given up may still be verified, and stays failed`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .flashed)
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.sweep.step()
            fleet.clock.advance(by: .seconds(60))
            _ = try await fleet.updates.check(uid: "dev-001", reportedVersion: "2.0.0", as: fleet.device(0))
            try await fleet.services.reports.flush()
            let row = try await fleet.rows(batch)[0].batchDevice
            #expect(row.status == .failed)
            #expect(row.verifiedAt != nil)
            #expect(try await fleet.eventKinds().last == .deviceVerified)
        }
    }
}
