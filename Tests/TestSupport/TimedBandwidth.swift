import SlipwayCore
import SlipwayServices

extension BandwidthBudgets {
    /// By the clock of a test: what waits looks at it again and again.
    package static func following(_ clock: TestClock) -> BandwidthBudgets {
        BandwidthBudgets(now: instants(of: clock)) { _ in try await Task.sleep(for: .milliseconds(1)) }
    }

    /// The same, where each that waits moves the clock: for one task alone.
    package static func moving(_ clock: TestClock) -> BandwidthBudgets {
        BandwidthBudgets(now: instants(of: clock)) { time in
            // It counts whole milliseconds.
            clock.advance(by: time + .milliseconds(1))
        }
    }

    private static func instants(of clock: TestClock) -> @Sendable () -> ContinuousClock.Instant {
        let (base, start) = (ContinuousClock.now, clock.now)
        return { base + (clock.now - start) }
    }
}
