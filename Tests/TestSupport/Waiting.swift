import Synchronization

/// Returns once it is so, for what nobody announces.
///
/// Between two looks the processor belongs to those on whom the test waits.
///
/// - Parameter pause: between two looks; longer for a look that costs much.
package func until(
    every pause: Duration = .milliseconds(5), isolation: isolated (any Actor)? = #isolation,
    _ isSo: () async throws -> Bool
) async throws {
    while try await !isSo() { try await Task.sleep(for: pause) }
}

/// Raised once, and seen by all tasks that share it.
package final class Flag: Sendable {
    private let raised = Atomic(false)

    package init() {}

    package var isRaised: Bool { raised.load(ordering: .relaxed) }

    package func raise() { raised.store(true, ordering: .relaxed) }
}
