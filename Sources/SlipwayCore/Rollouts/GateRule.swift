/// How many bad devices stop a wave.
///
/// Both limits have to be reached. A good device only lowers the share of bad ones and can never break a gate, so that only
/// a write that records a bad device has to judge it.
package struct GateRule: Hashable, Sendable {
    package static let maximumBadLimits = 1...1_000_000
    package static let maximumBadShareLimits = 0.0001...1
    package static let minimumJudgedLimits = 1...1_000_000
    /// As of a canary, in a wave that is large enough.
    package static let defaultMinimumJudged = 500

    /// At least so many.
    package let maximumBad: Int
    /// At least this share, from 0.0001 to 1, of the judged devices, or of `minimumJudged` where those are fewer.
    package let maximumBadShare: Double
    package let minimumJudged: Int

    package init(maximumBad: Int, maximumBadShare: Double, minimumJudged: Int) {
        self.maximumBad = maximumBad
        self.maximumBadShare = maximumBadShare
        self.minimumJudged = minimumJudged
    }

    /// For a wave of so many devices, where nothing else is asked for: at least 2 % of them or of 1,500, and no fewer than
    /// 3 standard deviations above what fails where 1 % does. A fleet of which 1 % fails for reasons of its own is hardly
    /// ever stopped by it; see `GateTrialTests` for how often.
    ///
    /// A device that fails may do so long before those that joined with it succeed, so that what is judged lags behind
    /// what is bad by as many devices as are in flight: from 100 in flight on, each asks for two judged devices more.
    package static func standard(devices: Int, inFlight: Int) -> GateRule {
        let size = max(1, min(devices, 1_500 + 2 * max(0, inFlight - 100)))
        let usual = 0.01 * Double(size)
        return GateRule(
            maximumBad: Int((usual + 3 * usual.squareRoot() + 1).rounded(.up)), maximumBadShare: 0.02,
            minimumJudged: size)
    }

    /// - Parameters:
    ///   - bad: of ``BatchCounters/bad``, less what was accepted.
    ///   - judged: of ``BatchCounters/judged``, less what was accepted.
    package func isBroken(bad: Int, judged: Int) -> Bool {
        bad >= maximumBad && Double(bad) >= maximumBadShare * Double(max(judged, minimumJudged))
    }

    /// Whether it is broken wherever the other is, and maybe before.
    package func isAsStrict(as other: GateRule) -> Bool {
        maximumBad <= other.maximumBad && maximumBadShare <= other.maximumBadShare
            && minimumJudged <= other.minimumJudged
    }

    /// Such as `stops at 20 bad and 2% of at least 500`.
    package var text: String {
        "stops at \(maximumBad) bad and \(Self.percent(maximumBadShare)) of at least \(minimumJudged)"
    }

    /// With at most one digit behind the point, as `2%` or `2.5%`.
    package static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }
}

/// What a request, or a plan, says of a gate; what it leaves open is settled by the size of the wave.
package struct GateRequest: Hashable, Sendable {
    package var maximumBad: Int
    package var maximumBadShare: Double
    package var minimumJudged: Int?

    package init(maximumBad: Int, maximumBadShare: Double, minimumJudged: Int? = nil) {
        self.maximumBad = maximumBad
        self.maximumBadShare = maximumBadShare
        self.minimumJudged = minimumJudged
    }

    /// Every fault, in the order of the fields.
    package var faults: [FieldFault] {
        func faults(_ number: Int, _ limits: ClosedRange<Int>, _ field: String) -> [FieldFault] {
            limits.contains(number)
                ? [] : [FieldFault(field: field, fault: "must be from \(limits.lowerBound) to \(limits.upperBound)")]
        }
        var found = faults(maximumBad, GateRule.maximumBadLimits, "gate.max_bad")
        if !GateRule.maximumBadShareLimits.contains(maximumBadShare) {
            found.append(
                FieldFault(field: "gate.max_bad_share", fault: "must be from 0.0001 to 1, such as 0.02 for 2 %"))
        }
        if let minimumJudged { found += faults(minimumJudged, GateRule.minimumJudgedLimits, "gate.minimum_judged") }
        return found
    }

    /// - Parameter devices: how many the wave has.
    package func rule(devices: Int) -> GateRule {
        GateRule(
            maximumBad: maximumBad, maximumBadShare: maximumBadShare,
            minimumJudged: minimumJudged ?? max(1, min(devices, GateRule.defaultMinimumJudged)))
    }
}

extension GateRequest: Codable {
    private enum CodingKeys: String, CodingKey {
        case maximumBad = "max_bad"
        case maximumBadShare = "max_bad_share"
        case minimumJudged = "minimum_judged"
    }
}
