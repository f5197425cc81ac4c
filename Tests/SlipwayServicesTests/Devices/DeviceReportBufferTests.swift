import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct DeviceReportBufferTests {
    @Test func `a check writes nothing until the flush`() async throws {
        try await withFleet(devices: 1) { fleet in
            let mark = try await fleet.updates.changeMark()
            try await fleet.report("1.1.0")
            #expect(try await fleet.updates.changeMark() == mark)
            #expect(await fleet.services.reports.pendingCount == 1)
            try await fleet.services.reports.flush()
            #expect(await fleet.services.reports.pendingCount == 0)
            let device = try await fleet.device(at: 0)
            #expect(device.firmwareVersion == "1.1.0")
            #expect(device.reportedVersion == "1.1.0")
            #expect(device.lastHeartbeat == fleet.clock.now)
        }
    }

    @Test func `an empty flush writes nothing`() async throws {
        try await withFleet { fleet in
            let mark = try await fleet.updates.changeMark()
            try await fleet.services.reports.flush()
            #expect(try await fleet.updates.changeMark() == mark)
        }
    }

    @Test func `a heartbeat does not swallow the version before it`() async throws {
        try await withFleet(devices: 1) { fleet in
            try await fleet.report("1.1.0")
            let reportedAt = fleet.clock.now
            fleet.clock.advance(by: .seconds(1))
            try await fleet.report(nil)
            try await fleet.services.reports.flush()
            let device = try await fleet.device(at: 0)
            #expect(device.firmwareVersion == "1.1.0")
            #expect(device.reportedAt == reportedAt)
            #expect(device.lastHeartbeat == fleet.clock.now)
        }
    }

    @Test func `a device is verified once, falls back, and is verified again`() async throws {
        try await withFleet(devices: 1) { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .completed)
            let before = try await fleet.events().count
            for (version, verified, fellBack) in [("2.0.0", 1, 0), ("2.0.0", 1, 0), ("1.0.0", 0, 1), ("2.0.0", 1, 0)] {
                fleet.clock.advance(by: .seconds(1))
                try await fleet.report(version)
                try await fleet.services.reports.flush()
                let counters = try await fleet.batch(batch).counters
                #expect([counters.verified, counters.fellBack] == [verified, fellBack])
            }
            #expect(try await fleet.device(at: 0).firmwareVersion == "2.0.0")
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.deviceVerified, .deviceFellBack, .deviceVerified])
            #expect(events.allSatisfy { $0.deviceUID == "dev-001" && $0.subject.batchID == batch })
        }
    }

    @Test func `a version from before the flash is no fall back`() async throws {
        try await withFleet(devices: 1) { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.report("1.0.0")
            fleet.clock.advance(by: .seconds(1))
            try await fleet.take(sessions[0], to: .completed)
            try await fleet.services.reports.flush()
            #expect(try await fleet.batch(batch).counters.fellBack == 0)
            #expect(try await fleet.device(at: 0).firmwareVersion == "2.0.0")
        }
    }

    @Test func `a device that has flashed and not rebooted decides nothing`() async throws {
        try await withFleet(devices: 1) { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .flashed)
            fleet.clock.advance(by: .seconds(1))
            try await fleet.report("1.0.0")
            try await fleet.services.reports.flush()
            #expect(try await fleet.device(at: 0).firmwareVersion == "2.0.0")
        }
    }

    @Test func `more than a page is written page by page`() async throws {
        try await withFleet(devices: 1_200) { fleet in
            for device in fleet.devices {
                await fleet.services.reports.record(
                    DeviceReport(deviceID: device.id, at: fleet.clock.now + .seconds(1), version: "1.5.0"))
            }
            try await fleet.services.reports.flush()
            #expect(await fleet.services.reports.pendingCount == 0)
            #expect(try await fleet.device(at: 1_199).firmwareVersion == "1.5.0")
        }
    }

    @Test func `a version that no column holds is refused`() async throws {
        try await withFleet(devices: 1) { fleet in
            #expect(await code { try await fleet.report(String(repeating: "1", count: 129)) } == "REQUEST_001")
            #expect(await code { try await fleet.report("1.0\u{0}") } == "REQUEST_001")
            #expect(await fleet.services.reports.pendingCount == 0)
        }
    }
}

extension StockedFleet {
    /// The first device asks for an update.
    fileprivate func report(_ version: String?) async throws {
        _ = try await updates.check(uid: devices[0].deviceUID, reportedVersion: version, as: device(0))
    }
}
