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
