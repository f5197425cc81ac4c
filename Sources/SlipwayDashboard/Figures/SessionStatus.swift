import SlipwayCore
import TerminalUI

/// The state of an update session: glyph, word and colour.
enum SessionStatus {
    static func of(_ state: UpdateSessionState) -> RolloutStatus {
        let words = SafeText(state.rawValue)
        switch state {
        case .initiated: return RolloutStatus(.pending, "waiting")
        case .acknowledged, .downloading, .flashed: return RolloutStatus(.active, words)
        case .completed: return RolloutStatus(.succeeded, words)
        case .failed: return RolloutStatus(.failed, words)
        case .cancelled: return RolloutStatus(.stopped, words)
        }
    }
}
