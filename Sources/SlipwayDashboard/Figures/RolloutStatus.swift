import SlipwayCore
import SlipwayServices
import TerminalUI

/// A state with what it came to: glyph, words and colour go together.
struct RolloutStatus: Hashable, Sendable {
    let look: StateLook
    let words: SafeText

    func label(_ glyphs: GlyphSet) -> StyledText { look.label(words, glyphs) }

    init(_ look: StateLook, _ words: SafeText) {
        self.look = look
        self.words = words
    }

    /// What the list of rollouts says: the need for attention before the state.
    init(_ row: HomeRow) {
        switch row.attention {
        case .failing where row.summary.rollout.status == .paused: self.init(.failed, "FAILING PAUSED")
        case .failing: self.init(.failed, "FAILING")
        case .stuck: self.init(.stuck, "STUCK")
        case .running, .paused, .pending, .ended:
            self.init(status: row.summary.rollout.status, counters: row.summary.rollout.counters)
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
        case .completed: self = Self.outcome(counters) ?? RolloutStatus(.succeeded, "COMPLETED")
        case .failed: self = Self.outcome(counters) ?? RolloutStatus(.failed, "FAILED")
        }
    }

    /// `20 OF 20 BAD`; none where few enough are bad.
    private static func outcome(_ counters: BatchCounters) -> RolloutStatus? {
        let share = Double(counters.bad) / Double(max(1, counters.total))
        guard counters.bad > 0, share >= AttentionRule().badShare else { return nil }
        let exact = SafeText("\(counters.bad) OF \(counters.total) BAD")
        let words = exact.width <= 14 ? exact : PercentText.of(counters.bad, counters.total) + " BAD"
        return RolloutStatus(.failed, words)
    }
}
