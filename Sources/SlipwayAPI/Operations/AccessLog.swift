import Synchronization

/// Which answers get a line of the log.
package final class AccessLog: Sendable {
    package enum Choice: Hashable, Sendable {
        case off
        /// What failed, and what was slow.
        case failures
        /// The same, and of the others one in so many.
        case sample(Int)
        case all
    }

    /// From here on an answer is slow.
    static let slow: Duration = .seconds(1)

    private let choice: Choice
    private let count = Atomic(0)

    package init(_ choice: Choice) { self.choice = choice }

    /// - Parameter status: from 400 on it is a failure.
    package func takes(status: Int, duration: Duration) -> Bool {
        let isNotable = status >= 400 || duration >= Self.slow
        return switch choice {
        case .off: false
        case .failures: isNotable
        case .sample(let number): isNotable || count.wrappingAdd(1, ordering: .relaxed).oldValue % number == 0
        case .all: true
        }
    }
}

extension AccessLog.Choice: LosslessStringConvertible {
    /// Reads `off`, `failures`, `all`, or the number of which one is taken, from 2 to 1,000,000.
    package init?(_ text: String) {
        switch text {
        case "off": self = .off
        case "failures": self = .failures
        case "all": self = .all
        default:
            guard let number = Int(text), 2...1_000_000 ~= number else { return nil }
            self = .sample(number)
        }
    }

    package var description: String {
        switch self {
        case .off: "off"
        case .failures: "failures"
        case .sample(let number): "\(number)"
        case .all: "all"
        }
    }
}
