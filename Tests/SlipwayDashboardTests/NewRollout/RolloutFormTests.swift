import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Starting a rollout by form, over a real database: twelve devices of which none is updating.
struct RolloutFormTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a filter is counted, reviewed, confirmed by its name, and does what the review said`(
        database: ConformingDatabase
    ) async throws {
        try await withIdleFleet(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            #expect(robot.text().contains("9 devices will update to 2.0.0"))
            #expect(robot.text().contains("none is left out"))
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "9")
            #expect(robot.application.top(BatchLiveScreen.self) != nil)
            let batches = try await fleet.batches(named: "autumn")
            #expect(batches.map(\.batch.counters.total) == [9])
            #expect(batches.map(\.batch.createdBy) == ["ada"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `who is left out is said with the reason, and left out`(database: ConformingDatabase) async throws {
        try await withIdleFleet(on: database) { fleet in
            _ = try await fleet.services.devices.setStatus(
                of: ["dev-001", "dev-002"], active: false, as: fleet.operator)
            _ = try await fleet.services.devices.setStatus(of: ["dev-003"], updatesEnabled: false, as: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            #expect(robot.text().contains("6 devices will update to 2.0.0"))
            #expect(robot.text().contains("3 left out"))
            #expect(robot.text().contains("2  inactive                    dev-001, dev-002"))
            #expect(robot.text().contains("1  updates disabled            dev-003"))
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "6")
            try await fleet.expectTotals([6])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `Enter alone starts nothing, nor does a wrong name`(database: ConformingDatabase) async throws {
        try await withIdleFleet(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            await robot.press("s")
            await robot.confirmRollout(name: "autum", count: "9")
            await robot.press(.enter, .enter, .enter, .enter)
            try await fleet.expectTotals([])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `devices that went away before the confirmation are asked about again`(database: ConformingDatabase)
        async throws
    {
        try await withIdleFleet(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            _ = try await fleet.services.devices.setStatus(of: ["dev-001"], active: false, as: fleet.operator)
            // What is old is read again before anything is asked.
            await robot.wait(milliseconds: ReviewStep.freshness)
            await robot.press("s")
            #expect(robot.frame().line(23).contains("8 devices now, 9 before: look again"))
            try await fleet.expectTotals([])
            await robot.press("s")
            _ = try await fleet.services.devices.setStatus(of: ["dev-002"], active: false, as: fleet.operator)
            await robot.confirmRollout(name: "autumn", count: "8")
            #expect(robot.frame().line(23).contains("7 devices now, 8 before: look again"))
            try await fleet.expectTotals([])
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "7")
            try await fleet.expectTotals([7])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `as many devices, but other ones, are asked about again`(database: ConformingDatabase) async throws {
        try await withIdleFleet(on: database) { fleet in
            _ = try await fleet.services.devices.setStatus(of: ["dev-001"], active: false, as: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            await robot.press("s")
            _ = try await fleet.services.devices.setStatus(of: ["dev-001"], active: true, as: fleet.operator)
            _ = try await fleet.services.devices.setStatus(of: ["dev-002"], active: false, as: fleet.operator)
            await robot.confirmRollout(name: "autumn", count: "8")
            #expect(robot.frame().line(23).contains("8 devices as before, but not the same ones: look again"))
            try await fleet.expectTotals([])
            #expect(robot.text().contains("1  inactive                    dev-002"))
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "8")
            try await fleet.expectTotals([8])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a review that is opened at once finds out by itself that so many devices need waves`(
        database: ConformingDatabase
    ) async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 10
        try await withIdleFleet(on: database, settings: settings) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices dev")
            await robot.press("u")
            await robot.answer("j", .enter)
            #expect(robot.application.top(FormScreen<RolloutForm>.self)?.draft.filter == "dev")
            await robot.press("1", .enter, .enter, "4", .enter)
            await robot.type("autumn")
            await robot.press(.escape, "5")
            #expect(robot.text().contains("12 devices will update to 2.0.0 in 4 waves"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `marked devices of which a filter hides some ask which set is meant`(database: ConformingDatabase) async throws
    {
        try await withIdleFleet(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press(" ", "j", "j", "v", "/")
            await robot.type("dev-002")
            await robot.press(.enter)
            await robot.press("u")
            #expect(robot.text().contains("roll firmware out to all 3 marked (2 hidden)"))
            #expect(robot.text().contains("roll firmware out to only the 1 marked that are shown"))
            #expect(robot.text().contains("roll firmware out to every device of the filter"))
            await robot.answer(.enter)
            await robot.press("2")
            #expect(robot.text().contains("3 devices named"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an answer that was lost is asked for again, and starts nothing twice`(database: ConformingDatabase)
        async throws
    {
        try await withIdleFleet(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            // The first answer is lost behind the form's back: its request has arrived all the same.
            let draft = try #require(robot.application.top(FormScreen<RolloutForm>.self)?.draft)
            _ = try await fleet.services.updates.createBatch(try draft.request(), as: fleet.operator)
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "9")
            #expect(robot.frame().line(23).contains("autumn had been started already"))
            try await fleet.expectTotals([9])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `y copies the command that does the same`(database: ConformingDatabase) async throws {
        try await withIdleFleet(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00 and active=yes", name: "it's autumn")
            await robot.press("y")
            #expect(
                robot.copied.map { $0.plain() } == [
                    "slipway batches create --name 'it'\\''s autumn' --firmware 2.0.0 "
                        + "--filter 'dev-00 and active=yes' --max-in-flight 100"
                ])
        }
    }

    @Test(arguments: [(80, 24), (160, 48), (40, 10)])
    func `every step can be drawn and reached at any size`(columns: Int, rows: Int) async throws {
        try await withIdleFleet { fleet in
            var robot = fleet.robot(columns: columns, rows: rows)
            await robot.start()
            await robot.press("n")
            for step in ["1", "2", "3", "4", "5"] {
                await robot.press(.character(Character(step)))
                #expect(robot.frame().area == Rect(columns: columns, rows: rows))
                #expect(robot.application.top(FormScreen<RolloutForm>.self)?.stepIndex == (Int(step) ?? 0) - 1)
            }
        }
    }
}
