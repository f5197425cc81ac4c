import SlipwayCore
import TerminalUI
import TestSupport
import Testing

/// Rows that go, or go elsewhere, while somebody looks at them.
struct VanishedRowTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a page stays where it is although the row at which it starts is deleted`(database: ConformingDatabase)
        async throws
    {
        try await withDevices(on: database, 450) { world, robot in
            for _ in 1...160 { await robot.press("j") }
            let before = robot.text()
            #expect(before.contains("> dev-161 ") && before.contains(" row 146-161 of 450"))
            try await world.change("DELETE FROM devices WHERE device_uid = 'dev-101'")
            await robot.press(.control("r"))
            #expect(robot.frame().line(3).contains("DEVICES (449)"))
            #expect(Self.rows(robot.text()) == Self.rows(before))
            #expect(robot.frame().line(3).hasSuffix(" row ~146-161 of 449"))
            await robot.press("g")
            for _ in 1..<449 { await robot.press("j") }
            #expect(robot.text().contains("> dev-450 "))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the row under the cursor is deleted, and its place keeps the cursor`(database: ConformingDatabase)
        async throws
    {
        try await withDevices(on: database, 12) { world, robot in
            await robot.press("j", "j")
            try await world.change("DELETE FROM devices WHERE device_uid = 'dev-003'")
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("> dev-003 "))
            #expect(robot.frame().line(3).contains("order changed: r"))
            await robot.press("r")
            #expect(robot.text().contains("> dev-004 "))
            #expect(!robot.text().contains("dev-003 "))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a sorted page stays where it is although the row at which it starts goes elsewhere`(
        database: ConformingDatabase
    ) async throws {
        try await withDevices(on: database, 450) { world, robot in
            await robot.press(">")
            for _ in 1...160 { await robot.press("j") }
            let before = robot.text()
            #expect(before.contains("sort seen"))
            let rows = Self.rows(before)
            world.clock.advance(by: .seconds(60))
            for uid in ["dev-101", "dev-350"] { try await world.report("1.0.0", from: uid) }
            await robot.press(.control("r"))
            #expect(Self.rows(robot.text()) == rows)
            await robot.press("g")
            #expect(robot.frame().line(5).hasPrefix("> dev-350 ") || robot.frame().line(5).hasPrefix("> dev-101 "))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a token that was marked and then revoked is not revoked again, and no other is`(database: ConformingDatabase)
        async throws
    {
        try await ScreenWorld.with(on: database) { world in
            try await world.fillBusy()
            var robot = world.robot()
            await robot.start()
            await robot.open("tokens")
            await robot.press(" ", "j")
            _ = try await world.repository.write { try $0.deleteAccessToken(.init(3)) }
            await robot.wait(milliseconds: 1_000)
            await robot.press("X")
            #expect(robot.text().contains("Revoke intern for good?"))
            await robot.answer("y")
            #expect(robot.frame().line(23).hasPrefix(" x "))
            #expect(robot.frame().line(23).contains("token"))
            await robot.press("U", "r")
            #expect(robot.frame().line(3).hasPrefix(" TOKENS (2)"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a device that was marked and then deleted is told of, the others are changed`(database: ConformingDatabase)
        async throws
    {
        try await withDevices(on: database, 12) { world, robot in
            await robot.press(" ", "j", " ")
            try await world.change("DELETE FROM devices WHERE device_uid = 'dev-001'")
            await robot.wait(milliseconds: 1_000)
            await robot.press("a")
            await robot.answer(.enter)
            await robot.answer("y")
            #expect(robot.frame().line(23) == " 1 device changed, 1 no longer there")
            let second = try await world.services.devices.device(uid: "dev-002", as: world.operator)
            #expect(!second.active)
        }
    }

    /// What the list shows, without the figures around it.
    private static func rows(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.contains("dev-") }
    }

    private func withDevices(
        on database: ConformingDatabase, _ count: Int, _ body: (ScreenWorld, inout Robot) async throws -> Void
    ) async throws {
        try await ScreenWorld.with(on: database) { world in
            try await world.repository.write { transaction in
                let organization = try transaction.insertOrganization()
                try transaction.insertDevices(count, in: organization.id)
            }
            var robot = world.robot()
            await robot.start()
            await robot.open("devices")
            try await body(world, &robot)
        }
    }
}
