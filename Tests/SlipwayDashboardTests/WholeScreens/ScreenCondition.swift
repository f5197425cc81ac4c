/// What the dashboard is like when a screen is looked at.
enum ScreenCondition: String, CaseIterable, Sendable {
    case empty, normal, hostile, lost
    case readOnly = "read-only"

    /// What the dashboard has said before.
    var messages: [String] {
        switch self {
        case .empty: []
        case .hostile: ScreenWorld.hostileTexts
        case .normal, .lost, .readOnly: ScreenWorld.usualMessages
        }
    }
}
