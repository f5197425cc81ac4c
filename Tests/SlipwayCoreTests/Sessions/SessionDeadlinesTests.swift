import SlipwayCore
import Testing

@Suite struct SessionDeadlinesTests {
    private let deadlines = SessionDeadlines()

    static let times: [(UpdateSessionState, Duration)] = [
        (.initiated, .seconds(604_800)), (.acknowledged, .seconds(7_200)), (.downloading, .seconds(7_200)),
        (.flashed, .seconds(3_600)),
    ]

    @Test func `every open state has its time`() {
        #expect(Self.times.map(\.0) == UpdateSessionState.open)
    }

    @Test(arguments: times)
    func `an open session has the full time of its state`(state: UpdateSessionState, time: Duration) {
        #expect(deadlines.deadline(entering: state, at: .noon) == .noon + time)
        let context = SessionContext.example(state: state)
        #expect(deadlines.verdict(on: context, now: .noon + time - .milliseconds(1)) == .extended(to: .noon + time))
        #expect(deadlines.verdict(on: context, now: .noon + time) == .expired)
    }

    @Test(arguments: UpdateSessionState.ended)
    func `a final session has no deadline`(state: UpdateSessionState) {
        #expect(deadlines.deadline(entering: state, at: .noon) == nil)
        #expect(deadlines.verdict(on: .example(state: state), now: .noon + .seconds(9_999_999)) == nil)
    }

    @Test func `a report moves the deadline on from when it was made`() {
        let context = SessionContext.example(lastReportAt: .noon + .seconds(600))
        #expect(
            deadlines.verdict(on: context, now: .noon + .seconds(7_200)) == .extended(to: .noon + .seconds(7_800)))
        #expect(deadlines.verdict(on: context, now: .noon + .seconds(7_800)) == .expired)
    }

    @Test func `a held session gets its full time again`() {
        let held = SessionContext.example(gate: .example(batch: .paused))
        let now = Timestamp.noon + .seconds(86_400)
        #expect(deadlines.verdict(on: held, now: now) == .extended(to: now + .seconds(7_200)))
    }

    @Test func `a flashed session is not held and expires during a pause`() {
        let flashed = SessionContext.example(state: .flashed, gate: .example(batch: .paused))
        #expect(deadlines.verdict(on: flashed, now: .noon + .seconds(3_600)) == .expired)
    }

    @Test func `after a release a session has at least its full time`() {
        let released = SessionContext.example(resumedAt: .noon + .seconds(7_000))
        #expect(
            deadlines.verdict(on: released, now: .noon + .seconds(7_200)) == .extended(to: .noon + .seconds(14_200)))
        #expect(deadlines.verdict(on: released, now: .noon + .seconds(14_200)) == .expired)
    }
}
