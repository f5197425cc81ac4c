import SlipwayCore
import Synchronization

/// The latest messages of this process, to be looked at while the screen is up; they end with it.
package final class LogBook: Sendable {
    package enum Severity: String, Hashable, Sendable {
        case info, warning, error
    }

    package struct Entry: Hashable, Sendable {
        /// Counts from 1 and never repeats.
        package let number: Int
        package let at: Timestamp
        package let severity: Severity
        /// As it came: not safe to show.
        package let text: String
    }

    /// Older messages are forgotten.
    package static let capacity = 1_000

    private let now: @Sendable () -> Timestamp
    private let kept = Mutex<[Entry]>([])

    package init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    /// The latest first.
    package var entries: [Entry] { kept.withLock { $0.reversed() } }

    package func note(_ severity: Severity, _ text: String) {
        let at = now()
        kept.withLock { entries in
            if entries.count >= Self.capacity { entries.removeFirst(entries.count - Self.capacity + 1) }
            let number = (entries.last?.number ?? 0) + 1
            entries.append(Entry(number: number, at: at, severity: severity, text: text))
        }
    }
}
