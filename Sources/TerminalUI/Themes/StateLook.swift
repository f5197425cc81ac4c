/// How a state of the domain shows: a glyph and a role, never the one without the other.
package enum StateLook: Hashable, Sendable, CaseIterable {
    /// Succeeded or completed.
    case succeeded
    case active
    case pending
    case failed
    case stuck
    /// Paused or cancelled.
    case stopped

    package var role: Role {
        switch self {
        case .succeeded: .stateSucceeded
        case .active: .stateActive
        case .pending: .statePending
        case .failed: .stateFailed
        case .stuck: .stateStuck
        case .stopped: .stateStopped
        }
    }

    package var glyph: Glyph {
        switch self {
        case .succeeded: .succeeded
        case .active: .active
        case .pending: .pending
        case .failed: .failed
        case .stuck: .stuck
        case .stopped: .stopped
        }
    }

    package var style: Style { Style(role) }

    /// Glyph, space, words.
    package func label(_ text: SafeText, _ glyphs: GlyphSet) -> StyledText {
        StyledText(glyph.text(glyphs) + " " + text, style)
    }
}
