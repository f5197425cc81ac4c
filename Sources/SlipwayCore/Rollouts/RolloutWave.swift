/// One wave of a rollout that has a plan.
package struct RolloutWave: Hashable, Sendable {
    package let id: WaveID
    package var state: WaveState
    /// Up to which of the rollout's devices it goes, counted from the first.
    package let sizeTo: Int
    /// How many of its own devices have entered a batch.
    package let formed: Int
    package let openedAt: Timestamp?
    /// Since when enough of its devices have reported the release; none while they have not.
    package let soakFrom: Timestamp?
    package let pass: WavePass?

    package init(
        id: WaveID, state: WaveState, sizeTo: Int, formed: Int = 0, openedAt: Timestamp? = nil,
        soakFrom: Timestamp? = nil, pass: WavePass? = nil
    ) {
        self.id = id
        self.state = state
        self.sizeTo = sizeTo
        self.formed = formed
        self.openedAt = openedAt
        self.soakFrom = soakFrom
        self.pass = pass
    }

    /// How long it still has to soak; none where it does not.
    ///
    /// - Parameters:
    ///   - soakFrom: of the wave.
    ///   - interruptions: as of ``event(by:under:since:now:)``.
    package static func soakRemaining(
        from soakFrom: Timestamp?, under rule: AdvanceRule, since interruptions: [Timestamp?], now: Timestamp
    ) -> Duration? {
        guard let soakFrom else { return nil }
        let from = interruptions.compactMap { $0 }.reduce(soakFrom, max)
        return max(.zero, rule.soak - (now - from))
    }

    /// What its figures let happen to it now; none where it stays as it is.
    ///
    /// No figure is as good as a bad one: a wave of which nothing is heard never passes by itself.
    ///
    /// - Parameters:
    ///   - counters: of all its batches.
    ///   - interruptions: when the service was last back, and the rollout last resumed: a soak counts from there.
    package func event(
        by counters: BatchCounters, under rule: AdvanceRule, since interruptions: [Timestamp?], now: Timestamp
    ) -> WaveEvent? {
        let isVerified = rule.isReached(by: counters)
        switch state {
        case .open: return isVerified ? .verified : nil
        case .awaiting: return isVerified ? nil : .regressed
        case .soaking:
            guard isVerified,
                let remaining = Self.soakRemaining(from: soakFrom, under: rule, since: interruptions, now: now)
            else { return .regressed }
            return remaining == .zero ? .soaked(isAutomatic: rule.isAutomatic) : nil
        case .planned, .opening, .passed, .skipped: return nil
        }
    }
}

/// What let a wave pass.
package struct WavePass: Hashable, Sendable {
    package let at: Timestamp
    /// Who did it before its time; none where the plan did.
    package let by: String?
    package let reason: String?

    package init(at: Timestamp, by: String? = nil, reason: String? = nil) {
        self.at = at
        self.by = by
        self.reason = reason
    }
}

extension AdvanceRule {
    /// Whether enough devices of a wave have reported the release; never where none was judged.
    package func isReached(by counters: BatchCounters) -> Bool {
        let expected = counters.total - counters.leftOut
        return expected > 0 && counters.verified > 0
            && Double(counters.verified) >= verifiedShare * Double(expected)
    }
}
