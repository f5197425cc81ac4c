import SlipwayCore
import Testing

@Suite struct AttentionRuleTests {
    private let rule = AttentionRule()

    @Test(arguments: [
        (RolloutState.draft, Attention.pending), (.scheduled, .pending), (.pending, .pending),
        (.inProgress, .running), (.paused, .paused), (.cancelling, .running), (.cancelled, .ended),
        (.completed, .ended), (.failed, .ended),
    ]) func `without trouble the state decides`(status: RolloutState, expected: Attention) {
        #expect(rule.attention(status: status, counters: BatchCounters()) == expected)
    }

    @Test(arguments: [
        (4, 0, 0, 0, Attention.running),  // Too few have finished.
        (9, 1, 0, 0, .failing),
        (10, 1, 0, 0, .running),
        (10, 0, 1, 0, .failing),
        (9, 0, 0, 1, .failing),
        (100, 0, 0, 0, .running),
    ]) func `a tenth of bad ones among five or more makes it fail`(
        succeeded: Int, failed: Int, fellBack: Int, silentFlashed: Int, expected: Attention
    ) {
        var counters = BatchCounters()
        counters.succeeded = succeeded
        counters.failed = failed
        counters.fellBack = fellBack
        counters.silentFlashed = silentFlashed
        counters.silent = silentFlashed
        #expect(rule.attention(status: .inProgress, counters: counters) == expected)
    }

    @Test func `silent devices make it stuck unless it fails`() {
        var counters = BatchCounters()
        counters.silent = 1
        #expect(rule.attention(status: .paused, counters: counters) == .stuck)
        counters.failed = 5
        #expect(rule.attention(status: .paused, counters: counters) == .failing)
        #expect(rule.attention(status: .failed, counters: counters) == .ended)
    }

    @Test func `the most urgent comes first`() {
        #expect(Attention.allCases.sorted() == [.failing, .stuck, .awaiting, .running, .paused, .pending, .ended])
    }
}
