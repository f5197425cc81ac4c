/// Which wave of which rollout.
package struct WaveID: Hashable, Comparable, Sendable {
    package let rollout: Rollout.ID
    /// From 1 on.
    package let number: Int

    package init(rollout: Rollout.ID, number: Int) {
        self.rollout = rollout
        self.number = number
    }

    package static func < (left: WaveID, right: WaveID) -> Bool {
        (left.rollout, left.number) < (right.rollout, right.number)
    }
}

/// A batch whose wave has a gate.
package struct GatedBatch: Hashable, Sendable {
    package let batch: UpdateBatch.ID
    package let wave: WaveID

    package init(batch: UpdateBatch.ID, wave: WaveID) {
        self.batch = batch
        self.wave = wave
    }
}

/// A wave whose gate watches its devices.
package struct ArmedWave: Hashable, Sendable {
    package let gate: WaveGate
    package let state: WaveState
    /// Since when enough of its devices have reported the release; none while they have not.
    package let soakFrom: Timestamp?

    package init(gate: WaveGate, state: WaveState, soakFrom: Timestamp?) {
        self.gate = gate
        self.state = state
        self.soakFrom = soakFrom
    }
}

/// The gate of one wave: its rule, whether that was broken, and what was accepted since.
package struct WaveGate: Hashable, Sendable {
    package let wave: WaveID
    package let rule: GateRule
    /// When it was broken; none once that was accepted.
    package let trippedAt: Timestamp?
    /// What was bad and judged, and was accepted in spite of it: the gate counts from there.
    package let acceptedBad: Int
    package let acceptedJudged: Int

    package init(
        wave: WaveID, rule: GateRule, trippedAt: Timestamp? = nil, acceptedBad: Int = 0, acceptedJudged: Int = 0
    ) {
        self.wave = wave
        self.rule = rule
        self.trippedAt = trippedAt
        self.acceptedBad = acceptedBad
        self.acceptedJudged = acceptedJudged
    }

    /// - Parameter counters: of the wave.
    package func isBroken(by counters: BatchCounters) -> Bool {
        // What was accepted may have turned out well since.
        rule.isBroken(bad: counters.bad - acceptedBad, judged: max(0, counters.judged - acceptedJudged))
    }

    /// How many bad devices break it as things are, less what was accepted.
    ///
    /// - Parameter counters: of the wave.
    package func limit(at counters: BatchCounters) -> Int {
        let judged = max(counters.judged - acceptedJudged, rule.minimumJudged)
        return max(rule.maximumBad, Int((rule.maximumBadShare * Double(judged)).rounded(.up)))
    }

    /// Such as `20 bad, 4.1% of 488 judged; stops at 20 bad and 2% of at least 500`.
    package func text(of counters: BatchCounters) -> String {
        let share = GateRule.percent(Double(counters.bad) / Double(max(1, counters.judged)))
        let accepted = acceptedBad > 0 ? ", \(acceptedBad) of them accepted before" : ""
        return "\(counters.bad) bad\(accepted), \(share) of \(counters.judged) judged; \(rule.text)"
    }
}

extension WaveGate: Encodable {
    private enum CodingKeys: String, CodingKey {
        case maximumBad = "max_bad"
        case maximumBadShare = "max_bad_share"
        case minimumJudged = "minimum_judged"
        case trippedAt = "tripped_at"
        case acceptedBad = "accepted_bad"
        case acceptedJudged = "accepted_judged"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule.maximumBad, forKey: .maximumBad)
        try container.encode(rule.maximumBadShare, forKey: .maximumBadShare)
        try container.encode(rule.minimumJudged, forKey: .minimumJudged)
        try container.encode(trippedAt, forKey: .trippedAt)
        try container.encode(acceptedBad, forKey: .acceptedBad)
        try container.encode(acceptedJudged, forKey: .acceptedJudged)
    }
}
