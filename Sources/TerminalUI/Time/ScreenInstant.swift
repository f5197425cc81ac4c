/// A point of the monotonic clock, in milliseconds from any start.
package struct ScreenInstant: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: ScreenInstant, right: ScreenInstant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Milliseconds between two instants.
    package static func - (left: ScreenInstant, right: ScreenInstant) -> Int64 {
        left.milliseconds - right.milliseconds
    }

    package static func + (left: ScreenInstant, milliseconds: Int64) -> ScreenInstant {
        ScreenInstant(milliseconds: left.milliseconds + milliseconds)
    }
}
