/// Decides when a frame goes to the terminal: only when it differs, at once after a key, else four times a second.
package struct PaintSchedule: Sendable {
    package static let interval: Int64 = 250

    private var shown: Frame?
    private var paintedAt: ScreenInstant?

    package init() {}

    /// True where no paint can be due, so that no frame need be made.
    package func mustWait(isPrompt: Bool, at now: ScreenInstant) -> Bool {
        guard !isPrompt, let paintedAt else { return false }
        return now - paintedAt < Self.interval
    }

    /// True where the frame is new; it then counts as painted.
    package mutating func accepts(_ frame: Frame, at now: ScreenInstant) -> Bool {
        guard frame != shown else { return false }
        shown = frame
        paintedAt = now
        return true
    }

    package mutating func forget() { shown = nil }
}
