import SlipwayCore
import Synchronization

/// A repository that counts how often it is asked.
package final class CountingRepository: Repository {
    package struct Count: Equatable, Sendable {
        package var reads = 0
        package var writes = 0

        package init(reads: Int = 0, writes: Int = 0) {
            self.reads = reads
            self.writes = writes
        }
    }

    private let repository: any Repository
    private let count = Mutex(Count())

    package init(_ repository: any Repository) { self.repository = repository }

    /// All since the last time.
    package func take() -> Count {
        count.withLock { count in
            defer { count = Count() }
            return count
        }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        count.withLock { $0.reads += 1 }
        return try await repository.read(body)
    }

    package func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        count.withLock { $0.reads += 1 }
        return try await repository.ask(body)
    }

    package func readBriefly<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        count.withLock { $0.reads += 1 }
        return try await repository.readBriefly(body)
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        count.withLock { $0.writes += 1 }
        return try await repository.write(body)
    }
}
