/// What the dashboard is like when a screen is looked at.
enum ScreenCondition: String, CaseIterable, Sendable {
    case empty, normal, hostile, lost
    case readOnly = "read-only"
}
