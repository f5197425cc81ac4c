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

/// The time as both clocks tell it: passed into every call, so that tests choose it.
package struct ClockReading: Hashable, Sendable {
    package let instant: ScreenInstant
    package let wall: WallTime
    /// Seconds east of UTC where the person sits.
    package let localOffset: Int

    package init(instant: ScreenInstant, wall: WallTime, localOffset: Int = 0) {
        self.instant = instant
        self.wall = wall
        self.localOffset = localOffset
    }

    package func advanced(milliseconds: Int64) -> ClockReading {
        ClockReading(
            instant: instant + milliseconds, wall: WallTime(milliseconds: wall.milliseconds + milliseconds),
            localOffset: localOffset)
    }
}

/// Where the loop has its time from.
package protocol DashboardClock: Sendable {
    func reading() -> ClockReading
    func sleep(milliseconds: Int64) async throws
}
