import FleetGenerator
import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What devices ask and report costs SQLite the same in a large fleet as in a small one, and no more than it has to.
struct DeviceCallCostTests {
    @Test func `no call of a device grows with the fleet`() async throws {
        let small = try await costs(devices: 1_000)
        let large = try await costs(devices: 100_000)
        for (call, (small, large)) in zip(DeviceCall.allCases, zip(small, large)) {
            #expect(large.statements == small.statements, "\(call)")
            #expect(large.steps <= small.steps + small.steps / 10, "\(call): \(small.steps) and \(large.steps)")
            #expect(small.statements <= call.bound.statements, "\(call): \(small.statements)")
            #expect(small.steps <= call.bound.steps, "\(call): \(small.steps)")
        }
    }

    /// A batch of three in a fleet: what the first of them does prepares the statements, and the second one counts.
    private func costs(devices: Int) async throws -> [SQLiteCost] {
        try await withRepository { repository, clock in
            try await FleetGenerator(devices: devices, now: clock.now).write(to: repository)
            let services = Services(repository: repository, logger: Logger(label: "test"))
            let (devices, sessions) = try await repository.write { transaction in
                let devices = try transaction.insertDevices(3, in: .init(1))
                let release = try transaction.insertRelease(version: "5.0.0")
                let batch = try transaction.insertBatch(of: devices, firmware: release.id)
                return (devices, try transaction.startBatch(batch))
            }
            var costs: [SQLiteCost] = []
            for (device, session) in zip(devices, sessions).prefix(2) {
                costs = []
                let rotated = try await services.devices.rotateToken(of: device.deviceUID, as: .operator("ada"))
                for call in DeviceCall.allCases {
                    _ = try await SQLiteCost.take(from: repository)
                    try await call.make(of: device.deviceUID, rotated.deviceToken, on: session, in: services.updates)
                    costs.append(try await SQLiteCost.take(from: repository))
                }
            }
            return costs
        }
    }
}

/// In the order in which a device makes them.
private enum DeviceCall: CaseIterable {
    case check, acknowledge, beginDownload, progress, flashed, complete

    func make(of uid: String, _ token: String, on session: SessionID, in updates: UpdateService) async throws {
        let report: SessionReport
        switch self {
        case .check:
            let check = try await updates.check(uid: uid, token: token, reportedVersion: "1.0.0")
            guard case .available = check.offer else { throw SlipwayError.unknownValue }
            return
        case .acknowledge: report = .acknowledged
        case .beginDownload: report = .downloadBegan
        case .progress: report = .progressed(percent: 40, bytes: 400)
        case .flashed: report = .flashed
        case .complete: report = .completed(checksum: FirmwareDigests.example().sha256)
        }
        _ = try await updates.report(report, on: session, from: uid, token: token)
    }

    /// Statements that are kept prepared, those that begin and end a transaction and the triggers of a session's state
    /// among them, and steps of all of them.
    var bound: (statements: Int, steps: Int) {
        switch self {
        case .check: (5, 350)
        case .acknowledge: (12, 1_160)
        case .beginDownload: (13, 1_160)
        case .progress: (6, 290)
        case .flashed: (14, 1_220)
        case .complete: (19, 1_860)
        }
    }
}
