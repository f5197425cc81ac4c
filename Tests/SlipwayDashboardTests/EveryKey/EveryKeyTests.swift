import TerminalUI
import TestSupport
import Testing

/// Every key of every screen, by what can be seen of it.
struct EveryKeyTests {
    private static let tables: [String: [KeyExpectation]] = [
        "home": KeyExpectation.home,
        "batch-summary": KeyExpectation.batchSummary,
        "batch-failures": KeyExpectation.batchFailures,
        "batch-stuck": KeyExpectation.batchStuck,
        "batch-devices": KeyExpectation.batchDevices,
        "batch-timeline": KeyExpectation.batchTimeline,
        "devices": KeyExpectation.devices,
        "organizations": KeyExpectation.organizations,
        "firmware": KeyExpectation.firmware,
        "sessions": KeyExpectation.sessions,
        "events": KeyExpectation.events,
        "batches": KeyExpectation.batches,
        "log": KeyExpectation.log,
        "tokens": KeyExpectation.tokens,
        "history": KeyExpectation.history,
    ]

    @Test(arguments: ScreenPlace.all)
    func `every key of a screen is expected to do something, and no other`(place: ScreenPlace) async throws {
        let table = try #require(Self.tables[place.name], "the keys of \(place.name) are expected nowhere")
        try await ScreenWorld.with { world in
            try await world.fillBusy()
            let robot = await Self.robot(at: place, in: world)
            let bound = Set(robot.application.keyGuide.entries.flatMap(\.keys).map { $0.label.plain() })
            let expected = Set(table.map { $0.key.label.plain() })
            #expect(bound.subtracting(expected) == [], "keys without an expectation")
            #expect(expected.subtracting(bound) == [], "expectations without a key")
        }
    }

    @Test(arguments: ScreenPlace.all, ConformingDatabase.kinds)
    func `every key of a screen does what is expected of it`(place: ScreenPlace, database: ConformingDatabase)
        async throws
    {
        let table = Self.tables[place.name] ?? []
        try await ScreenWorld.with(on: database) { world in
            try await world.fillBusy()
            for expectation in table where !expectation.needsOwnWorld {
                try await Self.check(expectation, at: place, in: world)
            }
        }
        for expectation in table where expectation.needsOwnWorld {
            try await ScreenWorld.with(on: database) { world in
                try await world.fillBusy()
                try await Self.check(expectation, at: place, in: world)
            }
        }
    }

    private static func check(
        _ expectation: KeyExpectation, at place: ScreenPlace, in world: ScreenWorld
    ) async throws {
        var robot = await robot(at: place, in: world)
        for preparation in expectation.preparations {
            try await preparation.happen(to: &robot, in: world)
            // As people press keys: one after the other has been painted.
            _ = robot.frame()
        }
        let before = (robot: robot, text: robot.text())
        let (key, effect) = (expectation.key, expectation.effect)
        if effect.isChange {
            let wasThere = effect.isThere(in: robot, before.text, before: before)
            #expect(!wasThere, "\(place.name), \(key), \(effect): there before the key\n\(before.text)")
        }
        await robot.press(key)
        let text = robot.text()
        let isThere = effect.isThere(in: robot, text, before: before)
        let copied = robot.copied.last?.plain() ?? "nothing"
        #expect(isThere, "\(place.name), \(key), \(effect): not there after the key, copied \(copied)\n\(text)")
        world.repository.switchOn()
    }

    /// On the screen, which is low enough for all of them to scroll.
    private static func robot(at place: ScreenPlace, in world: ScreenWorld) async -> Robot {
        var robot = world.robot(rows: place.name == "history" ? 16 : 24)
        await robot.start()
        await place.open(&robot)
        _ = robot.frame()
        return robot
    }
}
