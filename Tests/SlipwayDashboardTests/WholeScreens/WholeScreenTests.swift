import Foundation
import TerminalUI
import TestSupport
import Testing

/// Every screen in every condition, each whole frame compared with what is recorded of it.
struct WholeScreenTests {
    /// As in a plain terminal over SSH, and as in a large window.
    private static let looks: [(size: Size, glyphs: GlyphSet)] = [
        (Size(columns: 80, rows: 24), .ascii), (Size(columns: 160, rows: 48), .unicode),
    ]

    @Test(arguments: ScreenPlace.all, ConformingDatabase.kinds)
    func `a screen looks as it is recorded`(place: ScreenPlace, database: ConformingDatabase) async throws {
        for condition in ScreenCondition.allCases {
            try await ScreenWorld.with(on: database) { world in
                switch condition {
                case .empty: if place.isOfOneThing { try await world.fillUntouched() }
                case .hostile: try await world.fillHostile()
                case .normal, .lost, .readOnly: try await world.fillBusy()
                }
                for look in Self.looks {
                    world.repository.switchOn()
                    var robot = world.robot(
                        columns: look.size.columns, rows: look.size.rows, glyphs: look.glyphs,
                        isReadOnly: condition == .readOnly, messages: condition.messages)
                    await robot.start()
                    await place.open(&robot)
                    if condition == .lost {
                        world.repository.switchOff()
                        await robot.wait(milliseconds: 12_000)
                    }
                    let size = "\(look.size.columns)x\(look.size.rows)"
                    // The first drawing tells a list how many of its rows are seen.
                    _ = robot.frame()
                    try RecordedScreen(path: "\(place.name)/\(condition.rawValue)-\(size).txt").expect(robot.text())
                }
            }
        }
    }

    @Test(arguments: ScreenPlace.all.filter { $0.name != "log" })
    func `what a lost database said last is dimmed`(place: ScreenPlace) async throws {
        try await ScreenWorld.with { world in
            try await world.fillBusy()
            var robot = world.robot()
            await robot.start()
            await place.open(&robot)
            // On every screen a row of what it shows, below the cursor.
            let before = robot.frame().roles(row: 6).map(\.role)
            #expect(!before.contains(.stale))
            world.repository.switchOff()
            await robot.wait(milliseconds: 2_000)
            #expect(robot.frame().roles(row: 6).map(\.role) == [.stale])
        }
    }

    @Test func `nothing that a terminal would obey is in a recorded screen`() throws {
        let categories: [Unicode.GeneralCategory] = [.control, .format, .privateUse, .surrogate, .unassigned]
        for path in try Self.recorded {
            let text = try String(contentsOf: RecordedScreen.folder.appending(path: path), encoding: .utf8)
            let obeyed = text.unicodeScalars.filter { $0 != "\n" && categories.contains($0.properties.generalCategory) }
            #expect(obeyed.isEmpty, "\(path)")
        }
    }

    @Test func `every recorded screen is one that is looked at`() throws {
        let looked = ScreenPlace.all.flatMap { place in
            ScreenCondition.allCases.flatMap { condition in
                Self.looks.map { "\(place.name)/\(condition.rawValue)-\($0.size.columns)x\($0.size.rows).txt" }
            }
        }
        let forms =
            RolloutScreenTests.paths + WavesScreenTests.paths + RegistrationScreenTests.paths
            + SmallFormScreenTests.paths + ApprovalScreenTests.paths + DynamicScreenTests.paths
            + PreparedRollbackScreenTests.paths + WaysBackScreenTests.paths + TemplateScreenTests.paths
            + ScheduledBatchScreenTests.paths + BatchApprovalScreenTests.paths + TimedRolloutScreenTests.paths
        #expect(Set(try Self.recorded).subtracting(looked + forms) == [])
    }

    /// From the folder of recorded screens on.
    private static var recorded: [String] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: RecordedScreen.folder.path)
                .filter { $0.hasSuffix(".txt") }
        }
    }
}
