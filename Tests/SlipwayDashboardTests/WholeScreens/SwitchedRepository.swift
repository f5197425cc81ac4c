import SlipwayCore
import Synchronization

/// A real repository behind a switch: while it is off, the database does not answer.
final class SwitchedRepository: Repository {
    private let repository: any Repository
    private let isOff = Mutex(false)

    init(_ repository: any Repository) { self.repository = repository }

    func switchOff() { isOff.withLock { $0 = true } }
    func switchOn() { isOff.withLock { $0 = false } }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try answer()
        return try await repository.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        try answer()
        return try await repository.write(body)
    }

    private func answer() throws {
        if isOff.withLock({ $0 }) { throw SlipwayError.databaseUnavailable("the file cannot be opened") }
    }
}
