import Foundation
import Logging
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Every form whose request arrives and whose answer does not.
struct FormLostAnswerTests {
    @Test(arguments: [FormWalk.registration, .rollout, .organization, .promotion], ConformingDatabase.kinds)
    func `it is told, and what is sent again is not done twice`(walk: FormWalk, database: ConformingDatabase)
        async throws
    {
        try await withTemporaryFolder { folder in
            try await withIdleFleet(on: database) { whole in
                try await whole.addDraftRelease("3.0.0")
                let lossy = LossyRepository(whole.services.repository)
                let fleet = DashboardFleet(
                    services: Services(repository: lossy, logger: Logger(label: "test")), batch: whole.batch)
                var robot = fleet.robot()
                await robot.start()
                await walk.open(&robot, folder)
                for step in walk.steps { await step(&robot, folder) }
                lossy.lose(1)
                await walk.submit(&robot, folder)
                let told = robot.text()
                #expect(told.contains("the database ") || told.contains("the answer was lost"), "\(told)")
                await walk.submit(&robot, folder)
                let made = try await walk.made(fleet)
                #expect(made == walk.wanted, "\(robot.text())")
            }
        }
    }
}
