/// What the last poll learned about whatever answers it.
package enum ConnectionState: Hashable, Sendable {
    case unknown
    /// The last answer took that many milliseconds.
    case answered(milliseconds: Int64)
    case lost(since: ScreenInstant)

    package static let slowFrom: Int64 = 250

    package var isLost: Bool {
        switch self {
        case .lost: true
        case .unknown, .answered: false
        }
    }

    package func label(in notes: ConnectionNotes, at now: ScreenInstant) -> StyledText {
        switch self {
        case .unknown: StyledText(notes.unknown, Style(.header))
        case .answered(let milliseconds) where milliseconds > Self.slowFrom:
            StyledText(notes.slow + SafeText(" \(milliseconds)ms"), .warning)
        case .answered: StyledText(notes.answered, Style(.header))
        case .lost(let since): StyledText(notes.lost + " " + TimeStyle.stopwatch(now - since), .error)
        }
    }
}

/// How a product calls what answers its polls, in each state.
package struct ConnectionNotes: Hashable, Sendable {
    package let unknown: SafeText
    package let answered: SafeText
    /// The milliseconds follow.
    package let slow: SafeText
    /// For how long follows.
    package let lost: SafeText
    /// For the log.
    package let lostMessage: SafeText

    package init(unknown: SafeText, answered: SafeText, slow: SafeText, lost: SafeText, lostMessage: SafeText) {
        self.unknown = unknown
        self.answered = answered
        self.slow = slow
        self.lost = lost
        self.lostMessage = lostMessage
    }
}
