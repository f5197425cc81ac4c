import Foundation
import SlipwayCore
import Testing

@Suite struct RolloutPlanTests {
    private static let lossLimit: Duration = .seconds(900)

    @Test(arguments: [
        (1, [1, 1, 1, 1]), (3, [1, 1, 2, 3]), (100, [20, 20, 50, 100]), (249, [49, 50, 125, 249]),
        (3_000, [50, 600, 1_500, 3_000]), (5_001, [51, 1_001, 2_501, 5_001]),
        (125_000, [1_250, 25_000, 62_500, 125_000]),
    ])
    func `the standard plan begins with a canary that is small, and never most of the fleet`(
        total: Int, sizes: [Int]
    ) {
        #expect(RolloutPlan(filter: nil).sizes(of: total) == sizes)
    }

    @Test func `waves partition the devices, however many there are`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            let count = Int.random(in: 1...6, using: &generator)
            let sizes: [WaveSize] = (1..<count + 1).map { _ in
                Bool.random(using: &generator)
                    ? .count(.random(in: 1...2_000, using: &generator))
                    : .share(.random(in: 0.001...1, using: &generator))
            }
            let plan = RolloutPlan(filter: nil, waves: sizes.map { WavePlan(size: $0, gate: .example) })
            let total = Int.random(in: 1...5_000, using: &generator)
            let found = plan.sizes(of: total)
            #expect(found == found.sorted())
            #expect(found.last == total)
            #expect(found.first ?? 0 >= 1)
        }
    }

    @Test func `a plan without a fault has none`() {
        #expect(RolloutPlan(filter: nil).faults(lossLimit: Self.lossLimit).isEmpty)
        #expect(plan(.count(10), .count(10), .share(1)).faults(lossLimit: Self.lossLimit).isEmpty)
        #expect(plan(.share(1)).faults(lossLimit: Self.lossLimit).isEmpty)
    }

    @Test(
        arguments: [
            ([.count(0), .share(1)], ["waves.1.size"]), ([.share(0), .share(1)], ["waves.1.size"]),
            ([.share(1), .share(1)], ["waves.1.size"]), ([.share(0.2), .share(1.5)], ["waves.2.size"]),
            ([.count(10), .count(9), .share(1)], ["waves.2.size"]), ([.share(0.1), .share(0.5)], ["waves.2.size"]),
            ([.share(0.2), .share(0.1), .share(0.5)], ["waves.2.size", "waves.3.size"]), ([], ["waves"]),
            ([.share(.nan), .share(1)], ["waves.1.size"]),
        ] as [([WaveSize], [String])])
    func `waves that contradict each other are named`(sizes: [WaveSize], fields: [String]) {
        let plan = RolloutPlan(filter: nil, waves: sizes.map { WavePlan(size: $0, gate: .example) })
        #expect(plan.faults(lossLimit: Self.lossLimit).map(\.field) == fields)
    }

    @Test(arguments: [(10, 11, false), (10, 10, true), (10, 3, true), (1, 1, false)])
    func `a first wave that takes every device there is protects none`(size: Int, devices: Int, isFault: Bool) {
        let fault = plan(.count(size), .share(1)).canaryFault(among: devices)
        #expect(fault?.field == (isFault ? "waves.1.size" : nil))
        #expect(plan(.share(1)).canaryFault(among: devices) == nil)
        #expect(plan(.canary, .share(1)).canaryFault(among: devices) == nil)
    }

    @Test func `every fault is named at once, in the order of the fields`() {
        var plan = plan(.count(0), .share(1))
        plan.waves[1].gate = GateRequest(maximumBad: 0, maximumBadShare: 2)
        plan.advance.verifiedShare = 1.5
        plan.advance.soak = .seconds(899)
        #expect(
            plan.faults(lossLimit: Self.lossLimit).map(\.field) == [
                "waves.1.size", "waves.2.gate.max_bad", "waves.2.gate.max_bad_share", "verified_share",
                "soak_seconds",
            ])
    }

    @Test func `a plan that is written and read is the same`() throws {
        var plan = plan(.canary, .count(500), .share(0.07), .share(1))
        plan.filter = "hardware=rev-a and firmware!=2.0.0"
        plan.advance.isAutomatic = false
        plan.leavesOutCurrent = false
        #expect(try JSONDecoder().decode(RolloutPlan.self, from: JSONEncoder().encode(plan)) == plan)
    }

    @Test(arguments: ["canary", "1250", "1%", "2.5%", "7%", "0.0125%", "100%"])
    func `a size reads as it was written`(text: String) {
        #expect(WaveSize(text)?.description == text)
    }

    @Test(arguments: ["", "%", "1 %", "nan%", "inf%", "ten", "1.5", "1e400%"])
    func `what is no size is none`(text: String) { #expect(WaveSize(text) == nil) }

    private func plan(_ sizes: WaveSize...) -> RolloutPlan {
        RolloutPlan(filter: nil, waves: sizes.map { WavePlan(size: $0, gate: .example) })
    }
}

extension GateRequest {
    fileprivate static let example = GateRequest(maximumBad: 3, maximumBadShare: 0.02)
}
