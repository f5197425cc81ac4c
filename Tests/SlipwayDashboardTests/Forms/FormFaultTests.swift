import Foundation
import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Every form over a real file that is taken away from it at each of its steps, and comes back.
struct FormFaultTests {
    enum Fault: String, CaseIterable, Sendable {
        /// Another program writes for longer than anybody waits.
        case locked
        case removed

        func happen(to path: String, while body: () async throws -> Void) async throws {
            switch self {
            case .locked: try await withDatabaseLock(on: path, body)
            case .removed:
                let away = path + ".away"
                try FileManager.default.moveItem(atPath: path, toPath: away)
                try await body()
                try FileManager.default.moveItem(atPath: away, toPath: path)
            }
        }
    }

    @Test(arguments: FormWalk.places, Fault.allCases)
    func `what was filled in outlives the fault and is done once`(place: FormWalk.Place, fault: Fault) async throws {
        let walk = place.walk
        try await withFormFile { fleet, folder, path in
            var robot = fleet.robot()
            await robot.start()
            await walk.open(&robot, folder)
            for step in walk.steps[..<place.step] { await step(&robot, folder) }
            try await fault.happen(to: path) {
                for step in walk.steps[place.step...] { await step(&robot, folder) }
                await walk.submit(&robot, folder)
                let told = robot.text()
                #expect(told.contains("the database ") || told.contains("the answer was lost"), "\(told)")
            }
            let during = try await walk.made(fleet)
            #expect(during == 0)
            for step in walk.steps { await step(&robot, folder) }
            await walk.submit(&robot, folder)
            // What was never seen is shown first, and asked about by the next key.
            if try await walk.made(fleet) < walk.wanted { await walk.submit(&robot, folder) }
            let after = try await walk.made(fleet)
            #expect(after == walk.wanted, "\(robot.text())")
        }
    }
}

/// A database file whose writers wait for one another for a moment only.
private func withFormFile(
    _ body: (_ fleet: DashboardFleet, _ folder: URL, _ path: String) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let path = folder.appending(path: "fleet.db").path
        try MigratedFile.write(to: path)
        let repository = try SQLiteRepository.open(
            path: path, clock: { .example }, readers: 1, patience: .milliseconds(50))
        let fleet = try await DashboardFleet.filling(repository)
        _ = try await fleet.services.updates.cancelBatch(fleet.batch.id, reason: "over", as: fleet.operator)
        try await fleet.addDraftRelease("3.0.0")
        try await body(fleet, folder, path)
    }
}
