import Foundation
import SlipwayCore

/// What the gates of a plan are worth, by chance alone: devices fail independently, each with the same probability, and
/// as early as they can.
package struct GateTrial: Sendable {
    private let waves: [(devices: Int, rule: GateRule)]
    private let inFlight: Int

    /// - Parameter inFlight: how many devices update at a time.
    package init(_ plan: RolloutPlan, devices: Int, inFlight: Int) {
        waves = zip(plan.waves, plan.waveCounts(of: devices)).map {
            ($1, $0.gateRule(devices: $1, inFlight: inFlight))
        }
        self.inFlight = inFlight
    }

    /// How many of so many rollouts stop by a gate.
    ///
    /// - Parameters:
    ///   - rate: of the devices that turn out bad, over 0 and below 1.
    ///   - seed: the same seed gives the same answer.
    package func stops(of runs: Int, failing rate: Double, seed: UInt64 = 1) -> Int {
        var generator = SeededGenerator(seed: seed)
        return (0..<runs).count { _ in
            waves.contains { isBroken($0.rule, devices: $0.devices, failing: rate, using: &generator) }
        }
    }

    /// Only a bad device breaks a gate, so that the good ones between two of them are passed over at once: their number
    /// is distributed geometrically. Of the devices that joined before a bad one, those that are good and may be in flight
    /// still are not judged yet.
    private func isBroken(
        _ rule: GateRule, devices: Int, failing rate: Double, using generator: inout SeededGenerator
    ) -> Bool {
        let logarithm = log(1 - rate)
        var (bad, joined) = (0, 0)
        while true {
            let chance = Double.random(in: Double.leastNonzeroMagnitude...1, using: &generator)
            let good = log(chance) / logarithm
            guard good < Double(devices - joined) else { return false }
            joined += Int(good) + 1
            guard joined <= devices else { return false }
            bad += 1
            if rule.isBroken(bad: bad, judged: max(bad, joined - inFlight)) { return true }
        }
    }

    /// The least probability of turning out bad with which the gate of a wave breaks 19 times in 20; none where no
    /// fault breaks it, since it has too few devices.
    package static func visibleFault(to rule: GateRule, devices: Int) -> Double? {
        // Enough is what still breaks it once all are judged; that it may break earlier is left aside.
        let share = rule.maximumBadShare * Double(max(devices, rule.minimumJudged))
        let enough = max(rule.maximumBad, Int(share.rounded(.up)))
        guard enough <= devices else { return nil }
        var (low, high) = (0.0, 1.0)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if probability(ofFewerThan: enough, of: devices, failing: middle) > 0.05 {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    /// Of the binomial distribution.
    private static func probability(ofFewerThan limit: Int, of devices: Int, failing rate: Double) -> Double {
        guard rate > 0 else { return 1 }
        guard rate < 1 else { return limit > devices ? 1 : 0 }
        var term = Double(devices) * log(1 - rate)
        var sum = exp(term)
        for count in 1..<max(limit, 1) {
            term += log(Double(devices - count + 1) / Double(count)) + log(rate) - log(1 - rate)
            sum += exp(term)
        }
        return min(sum, 1)
    }
}
