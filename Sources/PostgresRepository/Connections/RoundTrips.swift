import Synchronization

/// How often connections have sent something and waited for the answer.
final class RoundTrips: Sendable {
    private let total = Atomic(0)

    var count: Int { total.load(ordering: .relaxed) }

    func begin() { total.add(1, ordering: .relaxed) }
}
