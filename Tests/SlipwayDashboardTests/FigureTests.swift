import SlipwayCore
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct FigureTests {
    @Test(arguments: [
        (0, 10, "0%"), (1, 1_000_000, "<1%"), (34, 100, "34%"), (999_999, 1_000_000, "99%"), (7, 7, "100%"),
        (0, 0, "?"),
    ])
    func `a percentage claims neither nothing nor everything`(part: Int, whole: Int, text: String) {
        #expect(PercentText.of(part, whole).plain() == text)
    }

    @Test(arguments: [
        (7, "7"), (99_999, "99999"), (123_456, "~123k"), (12_345_678, "~12M"), (2_000_000_000, "~2G"),
        (Int.max, "~1T+"),
    ])
    func `a count in five columns is exact or an estimate`(count: Int, text: String) {
        #expect(CountText.short(count, columns: 5).plain() == text)
    }

    @Test(arguments: [(59, "<1m"), (60, "1m"), (3_599, "59m"), (7_500, "2h05m"), (172_800, "2d"), (-5, "<1m")])
    func `a span is told in minutes`(seconds: Int64, text: String) {
        #expect(SpanText.coarse(.seconds(seconds)).plain() == text)
    }

    @Test func `an ETA is known only where something moves`() {
        let rate = CompletionRate(finished: 100, createdAt: .polled - .seconds(600), now: .polled)
        let none = CompletionRate(finished: 4, createdAt: .polled - .seconds(600), now: .polled)
        let counters = BatchCounters.example(total: 500, succeeded: 400, initiated: 100)
        #expect(RateText.eta(rate, of: .example(counters: counters)) == "~10m")
        #expect(RateText.eta(none, of: .example(counters: counters)) == "?")
        #expect(RateText.eta(rate, of: .example(status: .paused, counters: counters)) == "?")
        #expect(RateText.eta(rate, of: .example(status: .completed, counters: counters)) == "-")
    }

    @Test func `while waves are to come there is no ETA, and progress is of all devices`() {
        let rate = CompletionRate(finished: 100, createdAt: .polled - .seconds(600), now: .polled)
        let counters = BatchCounters.example(total: 500, succeeded: 400, initiated: 100)
        let rollout = Rollout.example(
            counters: counters, targets: RolloutTargets(isFrozen: true, total: 2_000, left: 1_500))
        #expect(RateText.eta(rate, of: rollout) == "?")
        #expect(RolloutColumns.bar(rollout).total == 2_000)
        let last = Rollout.example(
            counters: counters, targets: RolloutTargets(isFrozen: true, total: 500, left: 0))
        #expect(RateText.eta(rate, of: last) == "~10m")
    }

    @Test(arguments: [
        (RolloutState.completed, 500, 1, "COMPLETED", StateLook.succeeded),
        (.completed, 450, 50, "50 OF 500 BAD", .failed),
        (.completed, 1, 499, "499 OF 500 BAD", .failed), (.failed, 0, 3, "3 OF 3 BAD", .failed),
        (.cancelled, 0, 3, "CANCELLED", .stopped),
    ])
    func `an ended rollout says how it ended`(
        state: RolloutState, succeeded: Int, failed: Int, text: String, look: StateLook
    ) {
        let counters = BatchCounters.example(total: succeeded + failed, succeeded: succeeded, failed: failed)
        let status = StatusLabel(status: state, counters: counters)
        #expect(status.text.plain() == text)
        #expect(status.look == look)
    }

    @Test func `scarce rows go to the headings first, then to the minimums, then to the first panel`() {
        let lines = Array(repeating: StyledText("x"), count: 10)
        let panels = [
            BatchPanel(heading: HeaderLine("a"), lines: lines, minimum: 3),
            BatchPanel(heading: HeaderLine("b"), lines: lines, minimum: 2),
            BatchPanel(heading: nil, lines: lines, minimum: 3),
        ]
        #expect(BatchPanel.share(100, among: panels) == [10, 10, 10])
        #expect(BatchPanel.share(13, among: panels) == [3, 2, 3])
        #expect(BatchPanel.share(15, among: panels) == [5, 2, 3])
        #expect(BatchPanel.share(8, among: panels) == [1, 1, 1])
        #expect(BatchPanel.share(7, among: panels) == [2, 1, nil])
        #expect(BatchPanel.share(2, among: panels) == [nil, nil, nil])
    }
}
