import SlipwayCore
import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: Sendable {
    private let instant: Mutex<Timestamp>

    package init(_ start: Timestamp = .example) {
        instant = Mutex(start)
    }

    package var now: Timestamp { instant.withLock { $0 } }

    package func advance(by duration: Duration) {
        instant.withLock { $0 = $0 + duration }
    }
}

extension Timestamp {
    /// 2026-11-23T14:00:00.000Z.
    package static let example = Timestamp(milliseconds: 1_795_442_400_000)
}
