import Synchronization

/// Returns once it is so, for what nobody announces.
///
/// Between two looks the processor belongs to those on whom the test waits.
///
/// - Parameters:
///   - pause: between two looks; longer for a look that costs much.
///   - patience: far more than anything takes on a busy machine: what takes as long is stuck.
/// - Throws: ``Stuck`` where it is not so in time.
package func until(
    every pause: Duration = .milliseconds(5), patience: Duration = .seconds(900),
    isolation: isolated (any Actor)? = #isolation, file: StaticString = #fileID, line: UInt = #line,
    _ isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + patience
    while try await !isSo() {
        guard ContinuousClock.now < end else { throw Stuck(description: "after \(patience) at \(file):\(line)") }
        try await Task.sleep(for: pause)
    }
}

/// What a test waits for has not come, and would not come if it waited on.
package struct Stuck: Error, CustomStringConvertible {
    package let description: String
}

/// Raised once, and seen by all tasks that share it.
package final class Flag: Sendable {
    private let raised = Atomic(false)

    package init() {}

    package var isRaised: Bool { raised.load(ordering: .relaxed) }

    package func raise() { raised.store(true, ordering: .relaxed) }
}
