import SlipwayCore
import Testing

@Suite struct SilenceRuleTests {
    private let rule = SilenceRule()
    private let deadlines = SessionDeadlines()

    static let limits: [(UpdateSessionState, Duration?, Duration)] = [
        (.acknowledged, nil, .seconds(1_800)),
        (.downloading, nil, .seconds(1_800)),
        (.downloading, .seconds(60), .seconds(1_800)),
        (.downloading, .seconds(600), .seconds(2_400)),
        (.downloading, .seconds(3_600), .seconds(3_600)),
        (.flashed, nil, .seconds(300)),
        (.flashed, .seconds(100), .seconds(400)),
        (.flashed, .seconds(1_000), .seconds(1_800)),
    ]

    @Test func `every state in flight has its limit`() {
        #expect(Set(Self.limits.map(\.0)) == Set(UpdateSessionState.inFlight))
    }

    @Test(arguments: limits)
    func `the limit is four times the slow ones, above a floor and below half of the deadline`(
        state: UpdateSessionState, percentile95: Duration?, expected: Duration
    ) {
        #expect(rule.limit(in: state, percentile95: percentile95, deadlines: deadlines) == expected)
    }

    @Test(arguments: UpdateSessionState.allCases.filter { !$0.isInFlight })
    func `what is not in flight is never silent`(state: UpdateSessionState) {
        #expect(rule.limit(in: state, percentile95: nil, deadlines: deadlines) == nil)
        #expect(!isSilent(.example(state: state), after: .seconds(9_999_999)))
    }

    @Test func `a device is silent five minutes after its flash`() {
        #expect(!isSilent(.example(state: .flashed), after: .seconds(299)))
        #expect(isSilent(.example(state: .flashed), after: .seconds(300)))
    }

    @Test func `a report, or a release, ends the silence`() {
        #expect(!isSilent(.example(lastReportAt: .noon + .seconds(60)), after: .seconds(1_800)))
        #expect(!isSilent(.example(resumedAt: .noon + .seconds(60)), after: .seconds(1_800)))
        #expect(isSilent(.example(lastReportAt: .noon + .seconds(60)), after: .seconds(1_860)))
    }

    @Test func `a held device is never silent`() {
        #expect(!isSilent(.example(gate: .example(batch: .paused)), after: .seconds(9_999_999)))
    }

    @Test func `a pause does not excuse a device that has flashed`() {
        #expect(isSilent(.example(state: .flashed, gate: .example(batch: .paused)), after: .seconds(300)))
    }

    private func isSilent(_ context: SessionContext, after time: Duration) -> Bool {
        rule.isSilent(context, percentile95: nil, deadlines: deadlines, now: .noon + time)
    }
}
