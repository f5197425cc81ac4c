/// Decides when a frame goes to the terminal: only when it differs, and at once, but while data pours in only four times
/// a second.
package struct PaintSchedule: Sendable {
    package static let interval: Int64 = 250

    private var shown: Frame?
    /// When data was painted last, without a key since.
    private var arrivedAt: ScreenInstant?

    package init() {}

    /// Milliseconds until a paint may be due; above 0 no frame need be made.
    ///
    /// - Parameter isPrompt: after a key, which is never kept waiting, and neither is the first data after it.
    package mutating func wait(isPrompt: Bool, at now: ScreenInstant) -> Int64 {
        if isPrompt { arrivedAt = nil }
        guard let arrivedAt else { return 0 }
        return max(0, Self.interval - (now - arrivedAt))
    }

    /// True where the frame is new; it then counts as painted.
    package mutating func accepts(_ frame: Frame, isPrompt: Bool, at now: ScreenInstant) -> Bool {
        guard frame != shown else { return false }
        shown = frame
        if !isPrompt { arrivedAt = now }
        return true
    }

    package mutating func forget() { shown = nil }
}
