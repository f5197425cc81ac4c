import SlipwayCore
import SlipwayServices
import Synchronization
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct LogScreenTests {
    @Test func `what was shown and what was lost can be read again, the latest first`() async throws {
        try await DashboardFleet.with { fleet in
            let isLost = Mutex(false)
            let lost = SlipwayError.databaseUnavailable("gone")
            var robot = fleet.robot { isLost.withLock { $0 } ? lost : nil }
            await robot.start()
            await robot.open("nothing")
            isLost.withLock { $0 = true }
            await robot.wait(milliseconds: 2_000)
            await robot.open("log")
            #expect(robot.frame().line(3) == " LOG (3)")
            #expect(robot.frame().line(5).contains("error     the database cannot be reached: gone"))
            #expect(robot.frame().line(6).contains("error     the database is lost"))
            #expect(robot.frame().line(7).contains("warning   :nothing: no command"))
            isLost.withLock { $0 = false }
            await robot.press(.control("r"))
            await robot.wait(milliseconds: 6_000)
            #expect(robot.frame().line(5).contains("info      the database is back after"))
        }
    }

    @Test func `a background loop's messages stand in the log, without their control characters`() async throws {
        let log = LogBook { .example }
        log.logger(label: "test").error("batch processor fails\u{1B}[2J\n", metadata: ["batch": "7"])
        log.logger(label: "test").debug("not worth a line")
        #expect(log.entries.map(\.text) == ["batch processor fails\u{1B}[2J\n batch=7"])
        let reads = ScriptedReads()
        var robot = Robot(
            DashboardApplication.make(
                reads: reads.reads, acts: .readOnly, log: log,
                header: HeaderState(organization: "acme", viewer: .readOnly, pollInterval: 1_000)))
        await robot.start()
        await robot.open("log")
        #expect(robot.frame().line(5).contains("error     batch processor fails?[2J? batch=7"))
    }

    @Test func `only the latest messages are kept`() {
        let log = LogBook { .example }
        for number in 1...(LogBook.capacity + 5) { log.note(.info, "\(number)") }
        #expect(log.entries.count == LogBook.capacity)
        #expect(log.entries.first?.text == "1005")
        #expect(log.entries.last?.text == "6")
    }
}
