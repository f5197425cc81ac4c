import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The way back that is prepared when a gate stops a rollout, over both databases.
@Suite struct PreparedRollbackScreenTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `it is told of at home and on the rollout, and B starts it`(database: ConformingDatabase) async throws {
        try await withTripped(on: database) { fleet, robot in
            var robot = robot
            await robot.start()
            #expect(robot.text().contains("back is prepared: B on its screen starts it"), "\(robot.text())")
            await robot.press(.enter)
            #expect(robot.text().contains("B rolls back: 2 devices to 1.0.0"), "\(robot.text())")
            await robot.press("B")
            #expect(robot.text().contains("way back prepared: 2 devices to 1.0.0."))
            await robot.answer()
            await robot.type("no network")
            await robot.press(.enter)
            await robot.type("spring")
            await robot.press(.enter, .enter)
            #expect(robot.text().contains("2 devices go back, in 1 rollout"), "\(robot.text())")
            await robot.wait(milliseconds: 1_000)
            #expect(!robot.text().contains("B rolls back"))
        }
    }

    enum Stage: String, CaseIterable, Sendable {
        case home, rollout, question

        func open(_ robot: inout Robot) async {
            await robot.start()
            if self != .home { await robot.press(.enter) }
            if self == .question { await robot.press("B") }
        }
    }

    static let paths = RecordedScreen.paths(of: "prepared-rollback", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `each of its screens looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await withTripped(on: database, columns: size.columns, rows: size.rows) { _, robot in
                var robot = robot
                await stage.open(&robot)
                _ = robot.frame()
                try RecordedScreen.form("prepared-rollback", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }

    /// Of a canary of four devices two took the release, and two failed, which broke its gate.
    private func withTripped(
        on database: ConformingDatabase, columns: Int = 80, rows: Int = 24,
        _ body: (StockedFleet, Robot) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            try await world.write { transaction in
                try transaction.insertRelease(
                    version: "1.0.0", digests: FirmwareDigests(sha256: fleet.release.checksum, sha1: "00", md5: "00"),
                    sizeBytes: fleet.release.sizeBytes)
            }
            let id = try await fleet.createPlan(waves: [4], preparesRollback: true)
            try await fleet.conduct()
            for (place, row) in try await fleet.rows(try await fleet.batches(of: id)[0]).enumerated() {
                guard let session = row.session?.sessionID,
                    let index = fleet.devices.firstIndex(where: { $0.deviceUID == row.deviceUID })
                else { continue }
                if place < 2 {
                    try await fleet.take(session, of: index, to: .completed)
                } else {
                    _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
                    _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(index))
                }
            }
            try await fleet.conduct()
            try await body(fleet, fleet.robot(Size(columns: columns, rows: rows)))
        }
    }
}
