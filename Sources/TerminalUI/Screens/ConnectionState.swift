/// What the last poll learned about the database.
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

    package func label(at now: ScreenInstant) -> StyledText {
        switch self {
        case .unknown: StyledText("db ?", Style(.header))
        case .answered(let milliseconds) where milliseconds > Self.slowFrom:
            StyledText(SafeText("db slow \(milliseconds)ms"), .warning)
        case .answered: StyledText("db ok", Style(.header))
        case .lost(let since): StyledText("db lost " + TimeStyle.stopwatch(now - since), .error)
        }
    }
}
