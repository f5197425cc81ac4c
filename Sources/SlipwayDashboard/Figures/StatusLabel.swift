import SlipwayCore
import SlipwayServices
import TerminalUI

/// A state with what it came to: glyph, words and colour go together.
struct StatusLabel: Hashable, Sendable {
    let look: StateLook
    let text: SafeText

    func label(_ glyphs: GlyphSet) -> StyledText { look.label(text, glyphs) }

    init(_ look: StateLook, _ text: SafeText) {
        self.look = look
        self.text = text
    }

    static let brokenGate = StatusLabel(.failed, "PAUSED BY GATE")
    static let drifted = StatusLabel(.stuck, "PAUSED: DRIFT")
    static let awaitingApproval = StatusLabel(.stuck, "TO BE APPROVED")

    /// What the list of rollouts says: the need for attention before the state.
    init(_ row: HomeRow) {
        if row.summary.rollout.brokenGate != nil {
            self = .brokenGate
            return
        }
        switch row.attention {
        case .failing where row.summary.rollout.status == .paused: self.init(.failed, "FAILING PAUSED")
        case .failing: self.init(.failed, "FAILING")
        case .stuck: self.init(.stuck, "STUCK")
        case .awaiting, .running, .paused, .pending, .ended: self.init(row.summary.rollout)
        }
    }

    /// Its state, and what it waits for, whatever its devices say.
    init(_ rollout: Rollout) {
        if rollout.brokenGate != nil {
            self = .brokenGate
        } else if rollout.drift != nil {
            self = .drifted
        } else if rollout.awaitsApproval {
            self = .awaitingApproval
        } else {
            self.init(status: rollout.status, counters: rollout.counters)
        }
    }

    /// The state alone; an ended one says how it ended, so that a completed rollout full of failures is not green.
    init(status: RolloutState, counters: BatchCounters) {
        switch status {
        case .draft: self.init(.pending, "DRAFT")
        case .scheduled: self.init(.pending, "SCHEDULED")
        case .pending: self.init(.pending, "PENDING")
        case .inProgress: self.init(.active, "IN PROGRESS")
        case .paused: self.init(.stopped, "PAUSED")
        case .cancelling: self.init(.stopped, "CANCELLING")
        case .cancelled: self.init(.stopped, "CANCELLED")
        case .completed: self = Self.outcome(counters) ?? StatusLabel(.succeeded, "COMPLETED")
        case .failed: self = Self.outcome(counters) ?? StatusLabel(.failed, "FAILED")
        }
    }

    /// The same of a batch whose rollout is known.
    init(_ live: BatchLive) {
        let batch = live.batch
        // One that is still to begin is pending itself.
        if batch.status == .pending, live.rollout.status == .draft || live.rollout.status == .scheduled {
            self.init(live.rollout)
            return
        }
        self =
            batch.status == .paused && live.rollout.brokenGate != nil
            ? .brokenGate : StatusLabel(status: batch.status, counters: batch.counters)
    }

    /// The same of a batch.
    init(status: UpdateBatchState, counters: BatchCounters) {
        switch status {
        case .pending: self.init(.pending, "PENDING")
        case .inProgress: self.init(.active, "IN PROGRESS")
        case .paused: self.init(.stopped, "PAUSED")
        case .cancelling: self.init(.stopped, "CANCELLING")
        case .cancelled: self.init(.stopped, "CANCELLED")
        case .completed: self = Self.outcome(counters) ?? StatusLabel(.succeeded, "COMPLETED")
        case .failed: self = Self.outcome(counters) ?? StatusLabel(.failed, "FAILED")
        }
    }

    /// `20 OF 20 BAD`; none where few enough are bad.
    private static func outcome(_ counters: BatchCounters) -> StatusLabel? {
        let share = Double(counters.bad) / Double(max(1, counters.total))
        guard counters.bad > 0, share >= AttentionRule().badShare else { return nil }
        let exact = SafeText("\(counters.bad) OF \(counters.total) BAD")
        let text = exact.width <= 14 ? exact : PercentText.of(counters.bad, counters.total) + " BAD"
        return StatusLabel(.failed, text)
    }
}

/// The state of an update session: glyph, word and colour.
enum SessionStatus {
    static func of(_ state: UpdateSessionState) -> StatusLabel {
        let text = SafeText(state.rawValue)
        switch state {
        case .initiated: return StatusLabel(.pending, "waiting")
        case .acknowledged, .downloading, .flashed: return StatusLabel(.active, text)
        case .completed: return StatusLabel(.succeeded, text)
        case .failed: return StatusLabel(.failed, text)
        case .cancelled: return StatusLabel(.stopped, text)
        }
    }
}
