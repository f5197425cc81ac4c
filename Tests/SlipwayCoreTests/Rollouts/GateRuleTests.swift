import SlipwayCore
import Testing

@Suite struct GateRuleTests {
    private let rule = GateRule(maximumBad: 20, maximumBadShare: 0.02, minimumJudged: 500)

    @Test(arguments: [
        (19, 20, false), (20, 20, true), (20, 500, true), (20, 1_000, true), (20, 1_001, false), (21, 1_001, true),
        (9, 9, false), (0, 0, false), (1_000, 1_000, true),
    ])
    func `a gate is broken where both of its limits are reached`(bad: Int, judged: Int, isBroken: Bool) {
        #expect(rule.isBroken(bad: bad, judged: judged) == isBroken)
    }

    @Test func `the share is of so many devices where fewer are judged`() {
        let rule = GateRule(maximumBad: 3, maximumBadShare: 0.02, minimumJudged: 500)
        #expect(!rule.isBroken(bad: 9, judged: 9))
        #expect(rule.isBroken(bad: 10, judged: 10))
    }

    @Test func `no good device ever breaks a gate`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let rule = GateRule(
                maximumBad: .random(in: 1...30, using: &generator),
                maximumBadShare: .random(in: 0.0001...1, using: &generator),
                minimumJudged: .random(in: 1...600, using: &generator))
            let bad = Int.random(in: 0...40, using: &generator)
            let judged = bad + .random(in: 0...2_000, using: &generator)
            if rule.isBroken(bad: bad, judged: judged + 1) { #expect(rule.isBroken(bad: bad, judged: judged)) }
        }
    }

    @Test func `what was accepted counts no more, neither as bad nor as judged`() {
        let gate = WaveGate(
            wave: WaveID(rollout: .init(1), number: 1),
            rule: GateRule(maximumBad: 2, maximumBadShare: 0.1, minimumJudged: 1), acceptedBad: 5, acceptedJudged: 40)
        #expect(!gate.isBroken(by: counters(bad: 6, judged: 41)))
        #expect(gate.isBroken(by: counters(bad: 7, judged: 60)))
        #expect(!gate.isBroken(by: counters(bad: 7, judged: 61)))
        // Some of the accepted ones have turned out well.
        #expect(!gate.isBroken(by: counters(bad: 3, judged: 30)))
    }

    @Test func `a broken gate says what it counted and what its limits are`() {
        let gate = WaveGate(wave: WaveID(rollout: .init(1), number: 1), rule: rule)
        #expect(
            gate.text(of: counters(bad: 20, judged: 488))
                == "20 bad, 4.1% of 488 judged; stops at 20 bad and 2% of at least 500")
        #expect(GateRule.percent(0.0001) == "0%")
        #expect(GateRule.percent(0.025) == "2.5%")
    }

    @Test func `every fault of a gate is named with its field`() {
        let request = GateRequest(maximumBad: 0, maximumBadShare: 2, minimumJudged: 0)
        #expect(request.faults.map(\.field) == ["gate.max_bad", "gate.max_bad_share", "gate.minimum_judged"])
        #expect(GateRequest(maximumBad: 1, maximumBadShare: 0.02).faults.isEmpty)
        #expect(!GateRequest(maximumBad: 1, maximumBadShare: .nan).faults.isEmpty)
    }

    @Test(arguments: [(20, 20), (500, 500), (501, 500), (100_000, 500)])
    func `unless it is named, the share is of 500 devices, or of the whole wave`(devices: Int, minimum: Int) {
        let request = GateRequest(maximumBad: 3, maximumBadShare: 0.02)
        #expect(request.rule(devices: devices).minimumJudged == minimum)
    }

    private func counters(bad: Int, judged: Int) -> BatchCounters {
        var counters = BatchCounters()
        counters.failed = bad
        counters.succeeded = judged - bad
        return counters
    }
}
