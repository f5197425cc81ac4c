/// The schema that the first migration makes, in parts.
enum FirstSchema {
    // A partial index serves a statement that repeats its condition, so these lists are written once.
    static let openSessionStates = "'initiated', 'acknowledged', 'downloading', 'flashed'"
    static let endedSessionStates = "'completed', 'failed', 'cancelled'"
    static let inFlightSessionStates = "'acknowledged', 'downloading', 'flashed'"
    static let openRolloutStates = "'draft', 'scheduled', 'pending', 'in_progress', 'paused', 'cancelling'"
    static let endedRolloutStates = "'cancelled', 'completed', 'failed'"
}
