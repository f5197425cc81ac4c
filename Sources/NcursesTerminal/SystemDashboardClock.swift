import Glibc
import TerminalUI

/// The clocks of this machine.
package struct SystemDashboardClock: DashboardClock {
    private let sleep: @Sendable (_ milliseconds: Int64) async throws -> Void

    init(sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void) {
        self.sleep = sleep
    }

    package func reading() -> ClockReading {
        let wall = Self.milliseconds(CLOCK_REALTIME)
        var seconds = time_t(wall / 1000)
        var local = tm()
        localtime_r(&seconds, &local)
        return ClockReading(
            instant: ScreenInstant(milliseconds: Self.milliseconds(CLOCK_MONOTONIC)),
            wall: WallTime(milliseconds: wall), localOffset: local.tm_gmtoff)
    }

    package func sleep(milliseconds: Int64) async throws { try await sleep(milliseconds) }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
