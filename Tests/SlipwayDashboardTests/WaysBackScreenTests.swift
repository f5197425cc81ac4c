import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The questions before devices are left out, brought back and tried again, over both databases.
@Suite struct WaysBackScreenTests {
    enum Stage: String, CaseIterable, Sendable {
        case broken, exclusion, rollback, retry
        /// With all that has to be typed.
        case exclusionAnswered = "exclusion-answered"
        case rollbackAnswered = "rollback-answered"

        func open(_ robot: inout Robot) async {
            await robot.start()
            await robot.press(.enter)
            switch self {
            case .broken: break
            case .exclusion: await robot.press("E")
            case .rollback: await robot.press("B")
            case .retry: await robot.press("R")
            case .exclusionAnswered: await Self.answer("E", "hardware C has too little room", &robot)
            case .rollbackAnswered: await Self.answer("B", "a fifth of them fails", &robot)
            }
        }

        private static func answer(_ key: Key, _ reason: String, _ robot: inout Robot) async {
            await robot.press(key)
            await robot.answer()
            await robot.type(reason)
            await robot.press(.enter)
            await robot.type("spring")
            await robot.press(.enter)
        }
    }

    static let paths = RecordedScreen.paths(of: "ways-back", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `each question looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        try await withBrokenGate(on: database) { fleet in
            for size in RecordedScreen.formSizes {
                var robot = fleet.robot(size)
                await stage.open(&robot)
                _ = robot.frame()
                try RecordedScreen.form("ways-back", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }

    /// Of 20 devices the 6 with hardware C fail for want of room, which breaks the gate; 3 others run the release.
    private func withBrokenGate(
        on database: ConformingDatabase, _ body: (StockedFleet) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 14, in: world.repository, clock: world.clock)
            _ = try await world.repository.write { transaction in
                try transaction.insertDevices(6, in: fleet.acme.id, prefix: "gw", hardwareVersion: "C")
            }
            _ = try await fleet.createPlan(waves: [], gate: GateRequest(maximumBad: 6, maximumBadShare: 0.2))
            try await fleet.conduct()
            let rows = try await fleet.rows(try await fleet.batches(of: .init(1))[0])
            for row in rows.sorted(by: { $0.deviceUID < $1.deviceUID }) {
                let session = try #require(row.session).sessionID
                if let index = fleet.devices.prefix(3).firstIndex(where: { $0.deviceUID == row.deviceUID }) {
                    try await fleet.take(session, of: index, to: .completed)
                } else if row.deviceUID.hasPrefix("gw") {
                    let device = Principal.device(row.deviceUID)
                    _ = try await fleet.updates.acknowledge(session, as: device)
                    _ = try await fleet.updates.fail(session, reason: "no space left on /data", as: device)
                }
            }
            try await body(fleet)
        }
    }
}
