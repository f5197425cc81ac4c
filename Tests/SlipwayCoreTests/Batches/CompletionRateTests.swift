import SlipwayCore
import Testing

@Suite struct CompletionRateTests {
    @Test func `an old rollout is measured over the whole window`() {
        #expect(rate(finished: 50, age: .seconds(86_400)).perMinute == 5)
    }

    @Test func `a young one is measured over its age, but over no less than a minute`() {
        #expect(rate(finished: 50, age: .seconds(300)).perMinute == 10)
        #expect(rate(finished: 50, age: .seconds(1)).perMinute == 50)
    }

    @Test func `the rest takes as long as the rate says`() {
        #expect(rate(finished: 50, age: .seconds(86_400)).remaining(open: 100) == .seconds(1_200))
        #expect(rate(finished: 50, age: .seconds(86_400)).remaining(open: 0) == .zero)
    }

    @Test func `fewer than five finished devices make no forecast`() {
        #expect(rate(finished: 4, age: .seconds(86_400)).remaining(open: 100) == nil)
        #expect(rate(finished: 5, age: .seconds(86_400)).remaining(open: 100) == .seconds(12_000))
    }

    private func rate(finished: Int, age: Duration) -> CompletionRate {
        CompletionRate(finished: finished, createdAt: .noon, now: .noon + age)
    }
}
