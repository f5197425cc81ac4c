import SlipwayCore
import Testing

@Suite struct OfferGateTests {
    @Test(arguments: UpdateSessionState.allCases) func `an open gate holds nothing`(state: UpdateSessionState) {
        #expect(OfferGate.example().hold(on: state) == nil)
    }

    @Test(arguments: [
        (OfferGate.example(systemHalted: true), HoldReason.systemHalted),
        (.example(organizationHalted: true), .organizationHalted),
        (.example(organizationActive: false), .organizationInactive),
        (.example(batch: .paused), .batchPaused),
        (.example(batch: .cancelling), .batchCancelling),
        (.example(rollout: .paused), .rolloutPaused),
        (.example(rollout: .cancelling), .rolloutCancelling),
        (.example(isInWindow: false), .outsideWindow),
    ]) func `a closed gate holds what has not flashed`(gate: OfferGate, reason: HoldReason) {
        let held = UpdateSessionState.allCases.filter { gate.hold(on: $0) == reason }
        #expect(held == [.initiated, .acknowledged, .downloading])
        #expect(UpdateSessionState.allCases.filter { gate.hold(on: $0) != nil } == held)
    }

    @Test func `the cap holds only sessions that are not under way`() {
        let full = OfferGate.example(taken: 5, places: 5)
        #expect(UpdateSessionState.allCases.filter { full.hold(on: $0) != nil } == [.initiated])
        #expect(full.hold(on: .initiated) == .maximumInFlight)
        #expect(OfferGate.example(taken: 4, places: 5).hold(on: .initiated) == nil)
    }

    @Test func `so do as many as may begin in a minute`() {
        let full = OfferGate.example(perMinute: 3, joined: 3)
        #expect(UpdateSessionState.allCases.filter { full.hold(on: $0) != nil } == [.initiated])
        #expect(full.hold(on: .initiated) == .pace)
        #expect(OfferGate.example(perMinute: 3, joined: 2).hold(on: .initiated) == nil)
        let both = OfferGate.example(taken: 5, places: 5, perMinute: 3, joined: 3)
        #expect(both.hold(on: .initiated) == .maximumInFlight)
    }

    @Test func `a session without a batch is held by the halts only`() {
        #expect(OfferGate.example(batch: nil).hold(on: .initiated) == nil)
        #expect(OfferGate.example(systemHalted: true, batch: nil).hold(on: .initiated) == .systemHalted)
        #expect(OfferGate.example(organizationHalted: true, batch: nil).hold(on: .initiated) == .organizationHalted)
    }

    @Test func `a halt is named before a pause, and a pause before the cap`() {
        let all = OfferGate.example(systemHalted: true, organizationHalted: true, batch: .paused)
        #expect(all.hold(on: .initiated) == .systemHalted)
        let paused = OfferGate.example(batch: .paused, taken: 5, places: 5)
        #expect(paused.hold(on: .initiated) == .batchPaused)
        let pausedAbove = OfferGate.example(rollout: .paused, taken: 5, places: 5)
        #expect(pausedAbove.hold(on: .initiated) == .rolloutPaused)
    }

    @Test func `a pause is named before a closed window, and that before the cap`() {
        #expect(OfferGate.example(rollout: .paused, isInWindow: false).hold(on: .initiated) == .rolloutPaused)
        #expect(OfferGate.example(isInWindow: false, taken: 5, places: 5).hold(on: .initiated) == .outsideWindow)
    }

    @Test func `a rollout that is stopped with its only batch is not named`() {
        #expect(OfferGate.example(batch: .paused, rollout: .paused).hold(on: .initiated) == .batchPaused)
        #expect(OfferGate.example(batch: .cancelling, rollout: .cancelling).hold(on: .initiated) == .batchCancelling)
    }

    @Test(arguments: [RolloutState.draft, .scheduled, .pending, .completed, .failed, .cancelled])
    func `only a pause and a cancellation of the rollout hold`(state: RolloutState) {
        #expect(OfferGate.example(rollout: state).hold(on: .initiated) == nil)
    }
}
