import SlipwayCore
import Synchronization

/// A real repository whose answers get lost on the way: what was written stays written.
final class LossyRepository: Repository {
    private let whole: any Repository
    private let losses = Mutex(0)
    private let refusal = Mutex<SlipwayError?>(nil)

    init(_ whole: any Repository) { self.whole = whole }

    /// The answers to the next so many writes.
    func lose(_ count: Int) { losses.withLock { $0 = count } }

    /// Writes nothing any more, and says why; nil ends it.
    func refuse(_ error: SlipwayError?) { refusal.withLock { $0 = error } }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value { try await whole.read(body) }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        if let error = refusal.withLock({ $0 }) { throw error }
        let value = try await whole.write(body)
        let isLost = losses.withLock { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
        if isLost { throw SlipwayError.databaseUnavailable("the connection was cut") }
        return value
    }
}
