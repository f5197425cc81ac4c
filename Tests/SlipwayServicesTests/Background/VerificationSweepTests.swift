import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct VerificationSweepTests {
    @Test func `a device of which no word comes after it completed is lost`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.complete(sessions[0])
            #expect(try await fleet.batch(batch).status == .completed)
            fleet.clock.advance(by: .seconds(914))
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.bad == 0)
            fleet.clock.advance(by: .seconds(1))
            _ = try await fleet.verification.step()
            let device = try await fleet.rows(batch)[0].batchDevice
            #expect(device.status == .succeeded)
            #expect(device.lostAt == fleet.clock.now)
            let counters = try await fleet.batch(batch).counters
            #expect(counters.succeeded == 1 && counters.lost == 1 && counters.bad == 1)
            let event = try await fleet.events().last
            #expect(event?.kind == .deviceLost)
            #expect(event?.detail == "not a word for 15m since it completed")
            #expect(event?.subject.batchID == batch)
        }
    }

    @Test func `any word saves a device, also one that says nothing of its version`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.complete(sessions[0])
            fleet.clock.advance(by: .seconds(5))
            _ = try await fleet.services.telemetry.ingest(["{\"ev\":\"boot\"}"], from: "dev-001", as: fleet.device(0))
            try await fleet.services.reports.flush()
            fleet.clock.advance(by: .seconds(9_000))
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.lost == 0)
            // It is asked for once.
            #expect(try await fleet.dueVerifications() == 0)
        }
    }

    @Test func `the report of the completion itself is no word that came afterwards`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.complete(sessions[0])
            fleet.clock.advance(by: .seconds(5))
            try await fleet.services.reports.flush()
            fleet.clock.advance(by: .seconds(915))
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.lost == 1)
        }
    }

    @Test func `a lost device that is heard of again is lost no longer, and its version decides`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 3)
            for index in 0..<3 { try await fleet.complete(sessions[index], of: index) }
            fleet.clock.advance(by: .seconds(915))
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.lost == 3)
            fleet.clock.advance(by: .seconds(60))
            _ = try await fleet.updates.check(uid: "dev-001", reportedVersion: "2.0.0", as: fleet.device(0))
            _ = try await fleet.updates.check(uid: "dev-002", reportedVersion: "1.0.0", as: fleet.device(1))
            _ = try await fleet.services.telemetry.ingest(["{\"ev\":\"boot\"}"], from: "dev-003", as: fleet.device(2))
            try await fleet.services.reports.flush()
            let counters = try await fleet.batch(batch).counters
            #expect(counters.lost == 0)
            #expect(counters.verified == 1)
            #expect(counters.fellBack == 1)
            #expect(try await fleet.rows(batch).allSatisfy { $0.batchDevice.lostAt == nil })
        }
    }

    @Test func `a word from before the loss that was written late does not find a device again`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.complete(sessions[0])
            let completed = fleet.clock.now
            fleet.clock.advance(by: .seconds(915))
            _ = try await fleet.verification.step()
            let late = DeviceReport(deviceID: fleet.devices[0].id, at: completed, version: nil)
            await fleet.services.reports.record(late)
            try await fleet.services.reports.flush()
            #expect(try await fleet.batch(batch).counters.lost == 1)
        }
    }

    @Test func `while the service is away nothing is judged, and afterwards each has its full time`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.beat()
            try await fleet.complete(sessions[0])
            fleet.clock.advance(by: .seconds(7_200))
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.lost == 0)
            try await fleet.beat()
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.lost == 0)
            try await fleet.beat(for: .seconds(915))
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.lost == 1)
        }
    }

    @Test func `many are judged a page at a time, and together`() async throws {
        try await withFleet(devices: 150) { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 150, maximumInFlight: 150)
            for (index, session) in sessions.enumerated() { try await fleet.complete(session, of: index) }
            fleet.clock.advance(by: .seconds(915))
            #expect(try await fleet.verification.step())
            #expect(try await fleet.batch(batch).counters.lost == 100)
            #expect(try await !fleet.verification.step())
            #expect(try await fleet.batch(batch).counters.lost == 150)
        }
    }

    @Test func `lost devices are retried with the failed ones`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            try await fleet.complete(sessions[0])
            try await fleet.complete(sessions[1], of: 1)
            fleet.clock.advance(by: .seconds(915))
            _ = try await fleet.updates.check(uid: "dev-001", reportedVersion: "2.0.0", as: fleet.device(0))
            try await fleet.services.reports.flush()
            _ = try await fleet.verification.step()
            let retry = try await fleet.updates.retryBatch(batch, as: fleet.ada)
            #expect(retry.batch.counters.total == 1)
            #expect(try await fleet.rows(retry.batch.id).map(\.deviceUID) == ["dev-002"])
        }
    }
}

extension StockedFleet {
    fileprivate func complete(_ session: SessionID, of device: Int = 0) async throws {
        try await take(session, of: device, to: .completed)
    }

    fileprivate func dueVerifications() async throws -> Int {
        try await services.repository.read { reader in
            try reader.dueVerifications(
                by: reader.now + .seconds(1_000_000), orBeyond: reader.now + .seconds(2_000_000), count: 9
            ).count
        }
    }
}
