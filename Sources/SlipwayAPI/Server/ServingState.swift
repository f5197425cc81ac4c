import Synchronization

/// Whether the server goes on taking requests: load balancers ask before it stops to listen.
final class ServingState: Sendable {
    private let draining = Atomic(false)
    private let end = Latch()

    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func beginDraining() { draining.store(true, ordering: .relaxed) }

    /// The server listens no longer.
    func stopListening() { end.open() }

    /// Waits for what a client sends, and once the server stops to listen for no longer than `grace`.
    ///
    /// - Throws: REQUEST_014 where that was not enough, and what `work` throws.
    func whileServing<Value: Sendable>(
        grace: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask { try await self.refuseAfterEnd(grace: grace) }
            defer { group.cancelAll() }
            guard let value = try await group.next().flatMap({ $0 }) else { throw CancellationError() }
            return value
        }
    }

    /// Waits until the server has stopped to listen for as long as `grace`.
    ///
    /// - Throws: REQUEST_014 then.
    func refuseAfterEnd(grace: Duration) async throws -> Never {
        try await end.wait()
        try await Task.sleep(for: grace)
        throw HTTPRefusal.shuttingDown
    }
}
