import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Starting a rollout in waves by form, over a real database of 1,200 devices of which none is updating.
@Suite struct WavesFormTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `more devices than one batch holds go in waves, by form alone`(database: ConformingDatabase) async throws {
        try await withLargeFleet(on: database) { fleet in
            _ = try await fleet.services.devices.setStatus(of: ["gw-a-001"], active: false, as: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            #expect(robot.text().contains("Devices go  in waves"))
            #expect(robot.text().contains("1,188 devices"))
            #expect(robot.text().contains(" 1   50 devices: sees a fault of "))
            await robot.fillToReview()
            #expect(robot.text().contains("1,187 devices will update to 2.0.0 in 4 waves"))
            #expect(robot.text().contains("left out      1 inactive"))
            #expect(robot.text().contains("hardware      rev-a 67% (canary "))
            await robot.press("s")
            #expect(robot.text().contains("Wave 1 of 4 has 50 devices and stops by itself at 4 bad."))
            await robot.confirmRollout(name: "autumn", count: "1187")
            #expect(robot.application.top(RolloutLiveScreen.self) != nil)
            try await fleet.conduct()
            let rollouts = try await fleet.rolloutsInWaves()
            #expect(rollouts.map(\.name) == ["autumn"])
            #expect(rollouts.map(\.createdBy) == ["ada"])
            let view = try await fleet.services.rollouts.view(of: try #require(rollouts.first).id, as: fleet.operator)
            #expect(view.waves.map(\.wave.sizeTo) == [50, 238, 594, 1_187])
        }
    }

    @Test func `as many devices as one batch holds go all at once, and in waves where a person wants it`()
        async throws
    {
        try await withLargeFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves(filter: "gw-b")
            #expect(robot.text().contains("Devices go  all at once"))
            #expect(robot.text().contains("396 devices in one batch: none is tried before the others"))
            await robot.press(.enter, .up, .enter, .escape)
            #expect(robot.rolloutDraft?.chosenWay == .waves)
            #expect(robot.text().contains(" 1   50 devices"))
            await robot.press("4")
            #expect(!robot.text().contains("Stop at"))
        }
    }

    @Test func `all at once is refused for more devices than one batch holds, and says what they need`() async throws {
        try await withLargeFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.press(.enter, .down, .enter)
            #expect(robot.rolloutDraft?.chosenWay == .atOnce)
            #expect(robot.text().contains("1,188 devices: too many for one batch"))
            await robot.press("2")
            #expect(robot.text().contains("names 1,188 devices: more than 500 go in waves"))
            await robot.fillToReview()
            await robot.press("s")
            #expect(robot.frame().line(23).contains("1 thing is wrong: n goes there"))
        }
    }

    @Test func `what contradicts itself is named at its field, all of it at once, and nothing is written`()
        async throws
    {
        try await withLargeFleet { fleet in
            var robot = fleet.robot(columns: 100, rows: 40)
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillWaves(field: 1, "0")
            await robot.fillWaves(field: 2, "50%, 20%, 100%")
            await robot.fillWaves(field: 3, "101%")
            await robot.fillWaves(field: 4, "14m")
            await robot.fillWaves(field: 6, "0")
            await robot.fillWaves(field: 7, "200%")
            let text = robot.text()
            #expect(text.contains("x must be at least 1 device"))
            #expect(text.contains("x wave 3 is less than the wave before it: both count from device 1"))
            #expect(text.contains("x must be from 1% to 100%"))
            #expect(text.contains("x must be from 15m, before which no device counts as lost, to 30d"))
            #expect(text.contains("x must be from 1 to 1000000"))
            #expect(text.contains("x must be from 0.01% to 100%"))
            #expect(text.contains("6 wrong: n"))
            await robot.fillToReview()
            await robot.press("s")
            #expect(robot.frame().line(39).contains("6 things are wrong: n goes there"))
            let written = try await fleet.rolloutsInWaves()
            #expect(written.isEmpty)
        }
    }

    @Test(arguments: [
        (1, "1188", "takes all 1188 devices, and leaves none for the waves after it"),
        (1, "100%", "takes all devices, and leaves none for the waves after it"),
        (1, "most", "takes canary, a number, or a share such as 20%; not most"),
        (2, "10, 100%", "wave 2 goes up to device 10, and the wave before it to 50"),
        (2, "20%, 50%", "wave 3 must be 100%: the last wave takes all devices"),
        (3, "most", "takes a share, as in 2%"), (4, "30", "takes a number and s, m, h or d, as in 30m"),
        (6, "3", "is missing: a gate has both of its limits, or none"),
    ])
    func `a field says what is wrong with it`(field: Int, typed: String, fault: String) async throws {
        try await withLargeFleet { fleet in
            var robot = fleet.robot(columns: 120)
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillWaves(field: field, typed)
            #expect(robot.text().contains("x " + fault), "\(robot.text())")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout begins, ends and lets its devices update when the form says`(database: ConformingDatabase)
        async throws
    {
        try await withLargeFleet(on: database) { fleet in
            var robot = fleet.robot(columns: 120, rows: 40)
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillTime(field: 4, "2026-12-01T00:00")
            await robot.fillTime(field: 5, "2026-12-24 00:00")
            await robot.fillTime(field: 6, "Mon-Fri 02:00-04:00; Sat 22:00-06:00")
            await robot.fillTime(field: 7, "Europe/Berlin")
            await robot.fillToReview()
            #expect(robot.text().contains("starts        2026-11-30 23:00Z"))
            #expect(robot.text().contains("first window  2026-12-01 01:00Z to 2026-12-01 03:00Z"))
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "1188")
            #expect(robot.text().contains("SCHEDULED"))
            let rollout = try #require(try await fleet.rolloutsInWaves().first)
            #expect(rollout.status == .scheduled)
            #expect(rollout.schedule.endAt?.description == "2026-12-23T23:00:00.000Z")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `as many devices begin in a minute as the form says`(database: ConformingDatabase) async throws {
        try await withLargeFleet(on: database) { fleet in
            var robot = fleet.robot(columns: 120, rows: 40)
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillTime(field: 2, "many")
            #expect(robot.text().contains("x takes a number, or as it grows: 50 x2 every 500 verified up to 1000"))
            await robot.fillTime(field: 2, "50 x2 every 500 verified up to 40")
            #expect(robot.text().contains("x limit must be above per_minute, from which it grows"))
            await robot.fillTime(field: 2, "5 x2 every 100 verified up to 40")
            await robot.fillTime(field: 3, "999")
            #expect(robot.text().contains("x must be from 1000 to 1000000000000"))
            await robot.fillTime(field: 3, "2500000")
            await robot.fillToReview()
            #expect(robot.text().contains("begin         5 a minute, x2 every 100 verified up to 40"))
            #expect(robot.text().contains("load          at most 2.5 MB/s together"))
            #expect(robot.text().contains("takes         at least 2h"), "\(robot.text())")
            await robot.press("y")
            let line = robot.copied.last?.plain() ?? ""
            let said = " --max-in-flight 100 --per-minute '5 x2 every 100 verified up to 40' --bytes-per-second 2500000"
            #expect(line.hasSuffix(said), "\(line)")
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "1188")
            #expect(robot.text().contains("pace 5/min, grows to 40/min"), "\(robot.text())")
            #expect(robot.text().contains("downloads 2.5 MB/s"), "\(robot.text())")
            let rollout = try #require(try await fleet.rolloutsInWaves().first)
            #expect(rollout.joinsPerMinute == 5 && rollout.bytesPerSecond == 2_500_000)
        }
    }

    @Test func `times that make no sense are named at their fields, by the form or by the service`() async throws {
        try await withLargeFleet { fleet in
            var robot = fleet.robot(columns: 120, rows: 40)
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillTime(field: 5, "soon")
            await robot.fillTime(field: 6, "Mon 02:00-02:00")
            #expect(robot.text().contains("x takes a local time such as 2026-12-01T02:00, or an instant with Z"))
            #expect(robot.text().contains("x window 1 is the same as from: the window is empty"))
            await robot.fillTime(field: 4, "2020-01-01T00:00")
            await robot.fillTime(field: 5, "")
            await robot.fillTime(field: 6, "")
            await robot.fillTime(field: 7, "Mars/Phobos")
            await robot.fillToReview()
            await robot.press("4")
            #expect(robot.text().contains("x is not a time zone such as Europe/Berlin or UTC"))
            await robot.fillTime(field: 7, "UTC")
            await robot.press("5", "4")
            #expect(robot.text().contains("x is in the past"))
        }
    }

    @Test func `a filter that matches none is wrong where it stands`() async throws {
        try await withLargeFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves(filter: "firmware=9.9.9")
            await robot.press("2")
            #expect(robot.text().contains("x matches no device"))
        }
    }

    @Test func `what only the service finds is said at its field too`() async throws {
        try await withLargeFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.press("1", .enter, .enter, "2", "k", .enter, .down, .enter, .enter)
            await robot.paste("gw-a-001\nnobody")
            await robot.press(.escape, "3", .enter, .up, .enter, .escape)
            await robot.fillToReview()
            #expect(robot.text().contains("there is no device nobody"))
            await robot.press("n")
            #expect(robot.text().contains("[2 Devices]"))
            #expect(robot.text().contains("x there is no device nobody"))
            // It is a refusal of that list, and of no other.
            await robot.press(.enter)
            await robot.paste("\ngw-a-002")
            await robot.press(.escape)
            #expect(!robot.text().contains("x there is no device"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an answer that was lost is asked for again, and starts nothing twice`(database: ConformingDatabase)
        async throws
    {
        try await withLargeFleet(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillToReview()
            // The first answer is lost behind the form's back: its request has arrived all the same.
            let draft = try #require(robot.rolloutDraft)
            _ = try await fleet.services.rollouts.create(try draft.requestInWaves(), as: fleet.operator)
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "1188")
            #expect(robot.frame().line(23).contains("autumn had been started already"))
            let written = try await fleet.rolloutsInWaves()
            #expect(written.count == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a step back is said before it is done, in waves too`(database: ConformingDatabase) async throws {
        try await withLargeFleet(on: database) { fleet in
            try await fleet.services.repository.write { transaction in
                let organization = try transaction.insertOrganization(name: "initech")
                try transaction.insertDevices(5, in: organization.id, prefix: "gw-c", version: "3.0.0")
            }
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillToReview()
            #expect(robot.text().contains("! 5 of them go back from a later version"))
            #expect(robot.text().contains("organization  globex 1,188, initech 5"))
        }
    }

    @Test func `y copies the command that makes the same waves`() async throws {
        try await withLargeFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves()
            await robot.fillWaves(field: 1, "1%")
            await robot.fillWaves(field: 6, "3, 5")
            await robot.fillWaves(field: 7, "2.5%")
            await robot.press("k", "k", " ")
            await robot.fillToReview()
            await robot.press("y")
            #expect(
                robot.copied.map { $0.plain() } == [
                    "slipway rollouts create --name autumn --firmware 2.0.0 --filter gw --canary 1% "
                        + "--waves 20%,50%,100% --verified 90% --soak 30m --max-bad 3,5 --max-bad-share 2.5% --manual "
                        + "--max-in-flight 100"
                ])
        }
    }

    @Test func `a draft of a form without waves is read, and goes on`() throws {
        let text = """
            {"version":"2.0.0","selection":"by a filter","filter":"gw","uids":"","name":"autumn","pace":"50",\
            "takesCurrent":true,"badLimit":"3","shareLimit":"2","requestID":"key"}
            """
        let draft = try JSONDecoder().decode(RolloutDraft.self, from: Data(text.utf8))
        #expect(draft.gate == GateRequest(maximumBad: 3, maximumBadShare: 0.02))
        #expect(draft.waves == WavesText())
        #expect(draft.chosenWay == nil)
        let again = try JSONDecoder().decode(RolloutDraft.self, from: JSONEncoder().encode(draft))
        #expect(again == draft)
    }

    @Test func `the fleet is not read again while the waves are typed`() async throws {
        try await withRepository { repository, _ in
            let counted = CountedRepository(repository)
            let fleet = try await DashboardFleet.filling(counted)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillToWaves(filter: "dev")
            await robot.press(.enter, .up, .enter, .escape)
            let before = counted.counts
            await robot.fillWaves(field: 1, "2")
            await robot.fillWaves(field: 2, "50%,100%")
            #expect(robot.text().contains(" 1  2 devices"), "\(robot.text())")
            #expect(counted.counts == before)
        }
    }
}
