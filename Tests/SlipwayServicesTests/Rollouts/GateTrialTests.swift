import SlipwayCore
import SlipwayServices
import Testing

/// What the standard plan stops, and what it lets pass: thousands of rollouts each, of devices that fail by chance.
@Suite struct GateTrialTests {
    @Test(arguments: [100, 1_000, 3_000, 10_000, 125_000])
    func `a fleet of which one in a hundred fails is stopped in less than 2 of 100 rollouts`(devices: Int) {
        let trial = GateTrial(RolloutPlan(filter: nil), devices: devices, inFlight: 100)
        #expect(trial.stops(of: 10_000, failing: 0.01) < 200)
        #expect(trial.stops(of: 2_000, failing: 0.005) < 10)
    }

    @Test(arguments: [500, 1_000, 10_000])
    func `nor is it with many in flight, whose failures are known before their successes`(inFlight: Int) {
        let trial = GateTrial(RolloutPlan(filter: nil), devices: 125_000, inFlight: inFlight)
        #expect(trial.stops(of: 2_000, failing: 0.01) < 40)
    }

    @Test func `a gate over fewer devices than are in flight stops a healthy fleet more often`() {
        let gate = GateRequest(maximumBad: 20, maximumBadShare: 0.02, minimumJudged: 500)
        let plan = RolloutPlan(filter: nil, waves: WavePlan.standard.map { WavePlan(size: $0.size, gate: gate) })
        func stops(inFlight: Int) -> Int {
            GateTrial(plan, devices: 125_000, inFlight: inFlight).stops(of: 1_000, failing: 0.01)
        }
        #expect(stops(inFlight: 1) < 50)
        #expect(stops(inFlight: 1_000) > 500)
    }

    @Test(arguments: [1_000, 3_000, 10_000, 125_000])
    func `a release that one device in ten does not survive is always stopped`(devices: Int) {
        let trial = GateTrial(RolloutPlan(filter: nil), devices: devices, inFlight: 100)
        #expect(trial.stops(of: 1_000, failing: 0.1) == 1_000)
    }

    @Test func `a share above the limit is stopped in a large fleet`() {
        let trial = GateTrial(RolloutPlan(filter: nil), devices: 125_000, inFlight: 100)
        #expect(trial.stops(of: 1_000, failing: 0.03) == 1_000)
    }

    @Test func `the same seed gives the same answer`() {
        let trial = GateTrial(RolloutPlan(filter: nil), devices: 3_000, inFlight: 100)
        #expect(trial.stops(of: 500, failing: 0.02, seed: 7) == trial.stops(of: 500, failing: 0.02, seed: 7))
    }

    @Test(arguments: [(1_250, 20, 0.027), (50, 3, 0.121), (10, 3, 0.507)])
    func `the fault that a canary sees 19 times in 20 is known`(devices: Int, maximumBad: Int, fault: Double) throws {
        let rule = GateRule(maximumBad: maximumBad, maximumBadShare: 0.02, minimumJudged: min(devices, 500))
        #expect(abs(try #require(GateTrial.visibleFault(to: rule, devices: devices)) - fault) < 0.001)
    }

    @Test func `a gate that asks for more bad devices than there are sees nothing`() {
        let rule = GateRule(maximumBad: 20, maximumBadShare: 0.02, minimumJudged: 10)
        #expect(GateTrial.visibleFault(to: rule, devices: 19) == nil)
    }
}
