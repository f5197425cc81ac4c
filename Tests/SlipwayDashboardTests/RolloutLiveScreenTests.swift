import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A rollout in waves, from home to its batches, over both databases.
@Suite struct RolloutLiveScreenTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout is on the home screen before it has a batch, and opens with its waves`(
        database: ConformingDatabase
    ) async throws {
        try await withPlan(on: database) { fleet, robot in
            var robot = robot
            await robot.start()
            #expect(robot.text().contains("PENDING"))
            await robot.press(.enter)
            #expect(robot.text().contains("which devices take part is being settled"))
            try await fleet.conduct()
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("> rollouts > spring"))
            #expect(robot.text().contains("0 of 12"))
            #expect(robot.text().contains("10 wait for their wave"))
            #expect(robot.frame().lines(containing: "planned").count == 2)
            await robot.press(.enter)
            #expect(robot.text().contains("rollout=1 and wave=1"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a broken gate stands at the top, with the causes and what they have in common`(
        database: ConformingDatabase
    ) async throws {
        try await withPlan(on: database) { fleet, robot in
            var robot = robot
            try await fleet.conduct()
            let rows = try await fleet.rows(try await fleet.batches(of: .init(1))[0])
            for row in rows {
                let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                let session = try #require(row.session).sessionID
                _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
                _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(index))
            }
            await robot.start()
            await robot.press(.enter)
            #expect(robot.frame().line(1).contains("PAUSED BY GATE"))
            #expect(robot.frame().line(2).contains("2 bad, 100% of 2 judged"))
            #expect(robot.text().contains("WHY IT GOES WRONG (2)"))
            #expect(robot.text().contains("no space"))
            #expect(robot.frame().lines(containing: "broken").count == 1)
            await robot.press("A")
            #expect(robot.text().contains("! the rollout is not in progress"))
            await robot.press("P")
            #expect(robot.text().contains("The bad ones are accepted, and the gate counts from there."))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `A lets the next wave begin, with a reason`(database: ConformingDatabase) async throws {
        try await withPlan(on: database) { fleet, robot in
            var robot = robot
            try await fleet.conduct()
            await robot.start()
            await robot.press(.enter, "A")
            #expect(robot.text().contains("Of wave 1 0 of 2 devices are verified, 0 are bad."))
            await robot.answer()
            await robot.type("urgent")
            await robot.press(.enter)
            await robot.type("spring")
            await robot.press(.enter, .enter)
            let pass = try await fleet.waves(of: .init(1))[0].wave.pass
            #expect(pass?.by == "ada")
            #expect(pass?.reason == "urgent")
            try await fleet.conduct()
            await robot.wait(milliseconds: 1_000)
            #expect(robot.frame().lines(containing: "passed").count >= 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what a stop reaches, and what goes on, is counted with what waits for its wave`(database: ConformingDatabase)
        async throws
    {
        try await withPlan(on: database) { fleet, robot in
            var robot = robot
            try await fleet.conduct()
            await robot.start()
            await robot.press(.enter, "X")
            #expect(robot.text().contains("12 devices will not be updated."))
            await robot.answer(.escape)
            await robot.press("P")
            #expect(robot.text().contains("It holds 12 devices"))
            await robot.answer("y")
            await robot.press("P")
            #expect(robot.text().contains("12 devices will be updated."))
        }
    }

    @Test func `a rollout that is scheduled counts down, at home and on its own screen`() async throws {
        try await withPlan(on: .inMemory, columns: 160, rows: 48) { fleet, robot in
            var robot = robot
            let start = Timestamp.example + .seconds(3 * 3_600 + 720)
            try await fleet.createTimed(schedule: SchedulePlan(start: .instant(start)))
            await robot.start()
            let row = try #require(robot.frame().lines(containing: ". SCHEDULED").last)
            #expect(row.contains("nightly") && row.contains("starts in 3h12m"))
            await robot.press(.enter)
            #expect(robot.frame().line(2).contains("starts in 3h12m, at 17:12Z"))
            #expect(robot.text().contains("which devices take part is settled once it starts"))
        }
    }

    @Test func `a draft says how many begin in a minute, and one that runs how many do by now`() async throws {
        try await withPlan(on: .inMemory, columns: 100) { fleet, robot in
            var robot = robot
            let pace = JoinPace(perMinute: 5, growth: .init(factor: 2, verified: 2, limit: 12))
            let request = RolloutRequest(
                name: "slowly", firmware: .id(fleet.release.id), target: .organization("acme"), pace: pace,
                bytesPerSecond: 1_500_000, submits: false)
            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            await robot.start()
            await robot.press(.enter)
            let text = robot.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let said = "At most 100 at a time and 5 a minute, x2 every 2 verified up to 12, and 1.5 MB/s together; "
            #expect(text.contains(said), "\(text)")
            _ = try await fleet.services.rollouts.submit(id, as: fleet.ada)
            try await fleet.conduct()
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("pace 5/min, grows to 12/min"), "\(robot.text())")
            #expect(robot.text().contains("downloads 1.5 MB/s"))
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("pace 10/min, grows to 12/min"), "\(robot.text())")
            _ = try await fleet.services.rollouts.edit(
                id, RolloutEdit(pace: JoinPace(perMinute: 7)), as: fleet.ada)
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("pace 7/min") && !robot.text().contains("grows to"))
        }
    }

    @Test func `a rollout in a window says when that opens and closes, and when it ends itself`() async throws {
        try await withPlan(on: .inMemory) { fleet, robot in
            var robot = robot
            let end = Timestamp.example + .seconds(3 * 86_400)
            try await fleet.createTimed(
                schedule: SchedulePlan(end: .instant(end)), windows: [try #require(WindowPlan("Mon-Sun 16:05-18:00"))])
            try await fleet.conduct()
            await robot.start()
            await robot.press(.enter)
            #expect(robot.text().contains("window opens in 2h05m"))
            #expect(robot.text().contains("wave 1 is held until its window opens, at 16:05Z"), "\(robot.text())")
            #expect(robot.text().contains("ends in 3d"))
            fleet.clock.advance(by: .seconds(3 * 3_600))
            await robot.wait(milliseconds: 60_000)
            #expect(robot.text().contains("window closes in 1h00m"))
            fleet.clock.advance(by: .seconds(3_600))
            await robot.wait(milliseconds: 60_000)
            #expect(robot.text().contains("window closed"))
            await robot.press(.enter)
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("rollout=2 and wave=1"))
            await robot.press(.enter)
            #expect(robot.text().contains("nothing is wrong so far, window closed: 4 shows the devices"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `R tries the devices with the marked cause again, and B waits for a pause`(
        database: ConformingDatabase
    ) async throws {
        try await withPlan(on: database) { fleet, robot in
            var robot = robot
            try await fleet.conduct()
            for (place, row) in try await fleet.rows(try await fleet.batches(of: .init(1))[0]).enumerated() {
                let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                let session = try #require(row.session).sessionID
                _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
                let reason = place == 0 ? "no space" : "no power"
                _ = try await fleet.updates.fail(session, reason: reason, as: fleet.device(index))
                if place == 0 {
                    await robot.start()
                    await robot.press(.enter, "B")
                    #expect(robot.text().contains("! it has to be paused first"))
                }
            }
            await robot.wait(milliseconds: 1_000)
            let marked = robot.frame().lines(containing: ">").filter { $0.contains("no ") }
            #expect(marked.count == 1)
            await robot.press(.tab)
            #expect(robot.frame().lines(containing: ">").filter { $0.contains("no ") } != marked)
            await robot.press("E")
            #expect(robot.text().contains("! its devices have nothing in common"))
            await robot.press("R")
            #expect(robot.text().contains("Try these devices again?"))
            await robot.answer("y")
            let retried = try await fleet.rollout(.init(2))
            #expect(retried.origin == .retry(of: .init(1)))
            await robot.press("B")
            #expect(robot.text().contains("Bring its devices back?"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `devices that are lost and that fell back are causes that can be tried again, as those that failed are`(
        database: ConformingDatabase
    ) async throws {
        try await withPlan(on: database) { fleet, robot in
            var robot = robot
            try await fleet.conduct()
            var taken: [Int] = []
            for row in try await fleet.rows(try await fleet.batches(of: .init(1))[0]) {
                let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                try await fleet.take(try #require(row.session).sessionID, of: index, to: .completed)
                taken.append(index)
            }
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.verification.step()
            let back = try #require(taken.last)
            _ = try await fleet.updates.check(
                uid: fleet.devices[back].deviceUID, reportedVersion: "1.0.0", as: fleet.device(back))
            try await fleet.services.reports.flush()
            await robot.start()
            await robot.press(.enter)
            #expect(robot.text().contains("WHY IT GOES WRONG (2)"))
            #expect(robot.frame().lines(containing: "lost").count == 1)
            #expect(robot.frame().lines(containing: "fell back").count == 1)
            for rollout in [2, 3] {
                await robot.press("R")
                await robot.answer("y")
                #expect(try await fleet.rollout(.init(Int64(rollout))).origin == .retry(of: .init(1)))
                await robot.press(.tab)
            }
            // The one that fell back runs it no more.
            await robot.press("B")
            #expect(robot.text().contains("most 1 device."), "\(robot.text())")
        }
    }

    @Test(arguments: [(40, 10), (24, 5), (20, 1), (60, 16), (140, 40)])
    func `it has something to say at any size`(columns: Int, rows: Int) async throws {
        try await withPlan(on: .inMemory, columns: columns, rows: rows) { fleet, robot in
            var robot = robot
            try await fleet.conduct()
            await robot.start()
            await robot.press(.enter)
            #expect(robot.text().contains("spring") || robot.text().contains("IN PROGRESS"), "\(robot.text())")
        }
    }

    private func withPlan(
        on database: ConformingDatabase, columns: Int = 80, rows: Int = 24,
        _ body: (StockedFleet, Robot) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            _ = try await fleet.createPlan()
            try await body(fleet, fleet.robot(Size(columns: columns, rows: rows)))
        }
    }
}

extension StockedFleet {
    /// Over all devices of the organization, newer than the other.
    fileprivate func createTimed(schedule: SchedulePlan, windows: [WindowPlan] = []) async throws {
        let request = RolloutRequest(
            name: "nightly", firmware: .id(release.id), target: .organization("acme"), schedule: schedule,
            windows: windows)
        _ = try await services.rollouts.create(request, as: ada)
    }
}

extension Frame {
    fileprivate func lines(containing text: String) -> [String] {
        (0..<size.rows).map { line($0) }.filter { $0.contains(text) }
    }
}
