import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct PlainTextTests {
    @Test func `the home screen as text in 80 columns`() {
        let text = PlainStatus.lines(.busy, organization: "acme", width: 80).map { $0.plain(.ascii) }
        #expect(
            text.joined(separator: "\n") == """
                acme: 6 rollouts, attention 2

                STATUS           NAME                  FIRMWARE   PROGRESS            BAD    ETA
                x FAILING        eu-gateways wave 2    4.12.0     [##x!......]  34%    43    ~6m
                ! STUCK          lab-sensors           2.1.0      [########x!]  88%     1      ?
                > IN PROGRESS    us-meters 3 of 4      3.9.4      [######x...]  61%     2    ~4m
                . PENDING        apac-gateways         4.12.0     [..........]   0%     0      -
                x 20 OF 20 BAD   cam-pilot             1.0.9      [xxxxxxxxxx]         20      -
                + COMPLETED      us-gateways           4.12.0     [#########x]          4      -

                ATTENTION
                 x eu-gateways wave 2    43 of 182 bad: 22 "signature mismatch", 12 silent
                                         since flash, 9 "no space left on /data"
                 ! lab-sensors           12 devices silent while updating, the longest for over
                                         30m
                """)
    }

    @Test func `the home screen as text in 40 columns`() {
        let text = PlainStatus.lines(.busy, organization: "acme", width: 40).map { $0.plain(.ascii) }
        #expect(
            text.joined(separator: "\n") == """
                acme: 6 rollouts, attention 2

                STATUS           NAME
                x FAILING        eu-gateways wave 2
                ! STUCK          lab-sensors
                > IN PROGRESS    us-meters 3 of 4
                . PENDING        apac-gateways
                x 20 OF 20 BAD   cam-pilot
                + COMPLETED      us-gateways

                ATTENTION
                 x eu-gatewa.  43 of 182 bad: 22
                               "signature mismatch", 12
                               silent since flash, 9
                               "no space left on /data"
                 ! lab-senso.  12 devices silent while
                               updating, the longest
                               for over 30m
                """)
    }

    @Test(arguments: [40, 47, 61, 80, 101, 200])
    func `no line is wider than asked for`(width: Int) {
        for home in [HomeView.busy, .hostile, .huge, .example([])] {
            #expect(PlainStatus.lines(home, organization: nil, width: width).allSatisfy { $0.width <= width })
        }
    }

    @Test func `without a rollout the next step is told`() {
        let home = HomeView.example([], workerAlive: false, workWaiting: true)
        #expect(
            PlainStatus.lines(home, organization: nil, width: 100).map { $0.plain(.ascii) } == [
                "all organizations: 0 rollouts, attention 1, no worker",
                "create one: slipway batches create --name NAME --firmware VERSION --organization NAME", "",
                "ATTENTION",
                " x a worker              work waits for 4m, and no process does it: slipway serve starts one",
            ])
    }

    @Test func `what is wrong with the clock is told in words`() {
        func heading(_ clock: ClockTrouble) -> String? {
            PlainStatus.lines(.example([], clock: clock), organization: nil, width: 200).first?.plain(.ascii)
        }
        let start = "all organizations: 0 rollouts, attention 1, "
        #expect(heading(.jumped(.milliseconds(-3_455_999_980))) == start + "the clock jumped back by 40d")
        #expect(heading(.jumped(.seconds(3_600))) == start + "the clock jumped ahead by 1h00m")
        #expect(
            heading(.differs(.milliseconds(-3_400))) == start + "the database's clock is 3s behind this machine's")
    }

    @Test func `one batch as a line`() {
        #expect(
            WatchLine.text(.example()).plain(.ascii)
                == "14:03:00Z  IN PROGRESS  34%  pending 0  waiting 49  acknowledged 40  downloading 212  flashed 29"
                + "  succeeded 139  failed 31  silent 12  bad 43  48/min (10m)  ETA ~6m")
        #expect(WatchLine.text(BatchLiveView.states[0].view).plain(.ascii).hasSuffix("0/min (10m)  ETA -  no worker"))
        #expect(WatchLine.text(BatchLiveView.states[2].view).plain(.ascii).hasSuffix("failed 499  silent 0  bad 499"))
    }
}
