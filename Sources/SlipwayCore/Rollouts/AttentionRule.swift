/// From which share of bad devices on a rollout counts as failing.
package struct AttentionRule: Hashable, Sendable {
    /// Fewer judged devices say nothing yet.
    package var minimumJudged = 5
    /// Of the judged ones, from 0 to 1.
    package var badShare = 0.10

    package init() {}

    package func attention(of rollout: Rollout) -> Attention {
        if rollout.brokenGate != nil { return .failing }
        let attention = attention(status: rollout.status, counters: rollout.counters)
        return rollout.awaitsApproval || rollout.drift != nil ? min(attention, .awaiting) : attention
    }

    package func attention(status: RolloutState, counters: BatchCounters) -> Attention {
        switch status {
        case .cancelled, .completed, .failed: return .ended
        case .draft, .scheduled, .pending, .inProgress, .paused, .cancelling: break
        }
        let judged = counters.judged
        if judged >= minimumJudged, Double(counters.bad) >= Double(judged) * badShare, counters.bad > 0 {
            return .failing
        }
        if counters.silent > 0 { return .stuck }
        switch status {
        case .paused: return .paused
        case .draft, .scheduled, .pending: return .pending
        case .inProgress, .cancelling, .cancelled, .completed, .failed: return .running
        }
    }
}

/// How much a rollout needs attention, the most urgent first: the default order of every list of rollouts.
package enum Attention: Int, CaseIterable, Comparable, Hashable, Sendable {
    /// Open, and too many of its judged devices are bad, or its gate is broken.
    case failing
    /// Open, with devices that have fallen silent.
    case stuck
    /// It waits for a person to approve it, or to accept that other devices take part than were approved.
    case awaiting
    case running
    case paused
    case pending
    case ended

    package static func < (left: Attention, right: Attention) -> Bool { left.rawValue < right.rawValue }
}
