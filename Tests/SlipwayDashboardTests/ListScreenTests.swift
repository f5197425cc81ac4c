import SlipwayCore
import Synchronization
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// What every list does, shown on the devices.
struct ListScreenTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `G and g reach both ends of a list longer than a page`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database, devices: 450) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            #expect(robot.frame().line(3).hasSuffix("row 1-16 of 450"))
            await robot.press("G")
            #expect(robot.frame().line(20).hasPrefix("> dev-450 "))
            _ = robot.frame()
            #expect(robot.frame().line(3).hasSuffix("row 435-450 of 450"))
            await robot.press("g")
            #expect(robot.frame().line(5).hasPrefix("> dev-001 "))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `every row is passed on the way down, page by page, and back`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database, devices: 450) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            for _ in 1..<450 { await robot.press("j") }
            #expect(robot.frame().line(20).hasPrefix("> dev-450 "))
            #expect(robot.frame().line(3).hasSuffix("row 435-450 of 450"))
            for _ in 1..<450 { await robot.press("k") }
            #expect(robot.frame().line(5).hasPrefix("> dev-001 "))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a filter is typed with its count, and errors name the column`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press("/")
            await robot.type("staus=failed")
            #expect(robot.frame().line(23).contains("column 1: no field \"staus\"; did you mean status?"))
            await robot.press(.enter)
            #expect(robot.frame().line(3).hasPrefix(" DEVICES (12)"))
            await robot.press(.control("u"))
            await robot.type("dev-00")
            #expect(robot.frame().line(23).contains("9 match"))
            await robot.press(.enter)
            #expect(robot.frame().line(3).hasPrefix(" DEVICES (9)   sort uid   filter dev-00"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `Tab completes fields and values of the filter`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press("/")
            await robot.type("sta")
            await robot.press(.tab)
            await robot.type("comp")
            await robot.press(.tab)
            #expect(robot.frame().line(23).hasPrefix("/status=completed"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `Tab completes values that are in use`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press("/")
            await robot.type("organization=ac")
            await robot.press(.tab)
            #expect(robot.frame().line(23).hasPrefix("/organization=acme"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `events that were written while the database was away are counted on its return`(database: ConformingDatabase)
        async throws
    {
        try await DashboardFleet.with(on: database) { fleet in
            let isLost = Mutex(false)
            let lost = SlipwayError.databaseUnavailable("gone")
            var robot = fleet.robot { isLost.withLock { $0 } ? lost : nil }
            await robot.start()
            await robot.open("devices")
            isLost.withLock { $0 = true }
            await robot.wait(milliseconds: 2_000)
            _ = try await fleet.services.updates.pauseBatch(fleet.batch.id, as: fleet.operator)
            _ = try await fleet.services.updates.resumeBatch(fleet.batch.id, as: fleet.operator)
            isLost.withLock { $0 = false }
            await robot.press(.control("r"))
            #expect(robot.frame().line(23).hasSuffix(": 2 events were missed"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `slash at home finds a batch among all of them`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("/")
            await robot.type("status=in_pro")
            await robot.press(.tab, .enter)
            #expect(robot.frame().line(3).hasPrefix(" BATCHES (1)   sort created   filter status=in_progress"))
            await robot.press(.enter)
            #expect(robot.application.top(BatchLiveScreen.self) != nil)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `l brings the columns that found no room, and h goes back`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot(columns: 60)
            await robot.start()
            await robot.open("devices")
            #expect(!robot.frame().line(4).contains("HW"))
            await robot.press("l", "l", "l")
            #expect(robot.frame().line(4).contains("DEVICE"))
            #expect(robot.frame().line(4).contains("HW"))
            await robot.press("h", "h", "h")
            #expect(!robot.frame().line(4).contains("HW"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `s picks an order, S reverses it`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press("S")
            #expect(robot.frame().line(5).hasPrefix("> dev-012 "))
            #expect(robot.frame().line(3).contains("sort uid reversed"))
            await robot.press("s", "j", .enter)
            #expect(robot.frame().line(3).contains("sort seen"))
            await robot.press("<")
            #expect(robot.frame().line(3).contains("sort uid"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `marks outlive a filter, say what is hidden, and an action asks which set is meant`(
        database: ConformingDatabase
    ) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press(" ", "j", "j", "v", "/")
            await robot.type("dev-002")
            await robot.press(.enter)
            #expect(robot.frame().line(3).contains("3 marked (2 hidden)"))
            await robot.press("a")
            #expect(robot.text().contains("deactivate all 3 marked (2 hidden)"))
            #expect(robot.text().contains("deactivate only the 1 marked that are shown"))
            await robot.answer(.enter)
            await robot.answer("y")
            #expect(robot.frame().line(23).contains("3 devices changed"))
            let device = try await fleet.services.devices.device(uid: "dev-003", as: fleet.operator)
            #expect(!device.active)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `Enter shows the history of the device`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press(.enter)
            #expect(robot.frame().line(0).contains("dev-001"))
            #expect(robot.text().contains("UPDATES (1)"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `Tab walks through the lists and round to home`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            var shown: [String] = []
            for _ in 1...6 {
                await robot.press(.tab)
                let line = robot.frame().line(1)
                shown.append(String(line.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }))
            }
            #expect(shown == ["Devices", "Organizations", "Firmware", "Sessions", "Events", "Rollouts"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a lost database keeps the rows, and actions say why they wait`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            let isLost = Mutex(false)
            let lost = SlipwayError.databaseUnavailable("gone")
            var robot = fleet.robot { isLost.withLock { $0 } ? lost : nil }
            await robot.start()
            await robot.open("devices")
            isLost.withLock { $0 = true }
            await robot.wait(milliseconds: 12_000)
            #expect(robot.frame().line(0).contains("db lost"))
            #expect(robot.frame().line(1).contains("retry in"))
            #expect(robot.frame().line(5).contains("dev-001"))
            await robot.press("a")
            #expect(robot.text().contains("the database is lost"))
            await robot.press(.escape)
            isLost.withLock { $0 = false }
            await robot.press(.control("r"))
            #expect(robot.frame().line(23).contains("the database is back after"))
            #expect(robot.frame().line(23).contains(": nothing was missed"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the events follow their top, and elsewhere say how many are new`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            // More than the screen shows.
            for _ in 1...12 {
                _ = try await fleet.services.updates.pauseBatch(fleet.batch.id, as: fleet.operator)
                _ = try await fleet.services.updates.resumeBatch(fleet.batch.id, as: fleet.operator)
            }
            var robot = fleet.robot()
            await robot.start()
            await robot.open("events")
            _ = try await fleet.services.updates.pauseBatch(fleet.batch.id, as: fleet.operator)
            // Opening a list holds its order for a moment, as a key does.
            await robot.wait(milliseconds: 6_000)
            #expect(robot.frame().line(5).hasPrefix("> "))
            #expect(robot.frame().line(5).contains("paused"))
            await robot.press("j", "j")
            let before = (5...20).map { robot.frame().line($0) }
            for _ in 1...2 {
                _ = try await fleet.services.updates.resumeBatch(fleet.batch.id, as: fleet.operator)
                _ = try await fleet.services.updates.pauseBatch(fleet.batch.id, as: fleet.operator)
            }
            await robot.wait(milliseconds: 1_000)
            #expect(robot.frame().line(3).contains("   4 new: g   sort at"))
            #expect((5...20).map { robot.frame().line($0) } == before)
            await robot.wait(milliseconds: 6_000)
            #expect(robot.frame().line(3).contains("   4 new: g   sort at"))
            #expect((5...20).map { robot.frame().line($0) } == before)
            await robot.press("g")
            #expect(robot.frame().line(5).hasPrefix("> "))
            #expect(robot.frame().line(5).contains("paused"))
            #expect(robot.frame().line(6).contains("resumed"))
            #expect(!robot.frame().line(3).contains("new"))
        }
    }

    @Test(arguments: ["devices", "organizations", "firmware", "sessions", "events", "tokens", "batches", "log"])
    func `no key is bound twice on any list`(name: String) async throws {
        try await DashboardFleet.with { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open(name)
            #expect(robot.application.keyGuide.duplicates == [])
        }
    }
}
