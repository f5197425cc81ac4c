import GRDB
import SlipwayCore

@testable import SQLiteRepository

/// What a careless programmer would do: each write is answered once its statements are done, and its group is committed
/// afterwards.
final class HastyRepository: Repository {
    private let base: SQLiteRepository
    private let group: GroupCommit

    init(path: String) throws {
        base = try SQLiteRepository.open(path: path, clock: CrashedFleet.wallClock)
        group = GroupCommit(base.database, patience: .seconds(1))
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await base.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        let write = AwaitedWrite { connection in
            try body(SQLiteTransaction(connection: connection, now: CrashedFleet.wallClock()))
        }
        return try await withCheckedThrowingContinuation { continuation in
            if write.await(by: continuation) { group.add(HastyWrite(write: write)) }
        }
    }
}

private struct HastyWrite<Value: Sendable>: GroupedWrite {
    let write: AwaitedWrite<Value>

    func attempt(on connection: Database) throws {
        try write.attempt(on: connection)
        write.answer()
    }

    func perform(on connection: Database) {
        do {
            try connection.inTransaction(.immediate) {
                try attempt(on: connection)
                return .commit
            }
        } catch {
            write.fail(error)
        }
    }

    func answer() {}

    func fail(_ error: any Error) { write.fail(error) }
}
