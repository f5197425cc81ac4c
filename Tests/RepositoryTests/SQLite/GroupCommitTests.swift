import Foundation
import GRDB
import SQLiteRepository
import SlipwayCore
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct GroupCommitTests {
    @Test func `writes that wait for one another are one commit`() async throws {
        try await withNumbers { numbers in
            let before = numbers.commits.count
            try await numbers.haveMeet(0..<20) { try await numbers.insert($0) }
            #expect(numbers.commits.count - before == 2)
            #expect(try await numbers.all() == Array(0..<20))
        }
    }

    @Test func `a write that finds no other is a commit of its own`() async throws {
        try await withNumbers { numbers in
            let before = numbers.commits.count
            for number in 0..<3 { try await numbers.insert(number) }
            #expect(numbers.commits.count - before == 3)
        }
    }

    @Test func `one that fails takes no other with it, and leaves nothing`() async throws {
        try await withNumbers { numbers in
            let failed = Mutex<Set<Int>>([])
            try await numbers.haveMeet(0..<10) { number in
                do {
                    try await numbers.insert(number, failing: number.isMultiple(of: 3))
                } catch is Refusal {
                    failed.withLock { _ = $0.insert(number) }
                }
            }
            #expect(failed.withLock { $0 } == [0, 3, 6, 9])
            #expect(try await numbers.all() == [1, 2, 4, 5, 7, 8])
        }
    }

    @Test func `one that breaks the transaction itself takes no other with it`() async throws {
        try await withNumbers { numbers in
            try await numbers.database.write { connection in
                try connection.execute(
                    sql: """
                        CREATE TRIGGER broken BEFORE INSERT ON numbers WHEN NEW.number = 5
                        BEGIN SELECT RAISE(ROLLBACK, 'broken'); END
                        """)
            }
            let failed = Mutex<[Int]>([])
            try await numbers.haveMeet(0..<10) { number in
                do { try await numbers.insert(number) } catch { failed.withLock { $0.append(number) } }
            }
            #expect(failed.withLock { $0 } == [5])
            #expect(try await numbers.all() == [0, 1, 2, 3, 4, 6, 7, 8, 9])
        }
    }

    @Test func `one that is cancelled while it waits is not done`() async throws {
        try await withNumbers { numbers in
            let barrier = Barrier()
            async let first: Void = numbers.group.write { _ in barrier.wait() }
            try await until { barrier.isReached }
            let cancelled = Task { try await numbers.insert(1) }
            try await until { numbers.group.waitingCount == 1 }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            barrier.open()
            try await first
            try await numbers.insert(2)
            #expect(try await numbers.all() == [2])
        }
    }

    @Test func `more than one commit takes are done by the next`() async throws {
        try await withNumbers { numbers in
            let before = numbers.commits.count
            try await numbers.haveMeet(0..<150) { try await numbers.insert($0) }
            #expect(numbers.commits.count - before == 4)
            #expect(try await numbers.all() == Array(0..<150))
        }
    }

    @Test func `a long write does not hold up the answer of the short one before it`() async throws {
        try await withNumbers(patience: .zero) { numbers in
            let before = numbers.commits.count
            try await numbers.haveMeet(0..<3) { try await numbers.insert($0) }
            #expect(numbers.commits.count - before == 4)
        }
    }
}

private struct Refusal: Error {}

/// A file with one table, written in groups.
private struct Numbers: Sendable {
    let database: DatabasePool
    let group: GroupCommit
    let commits: CommitCount

    func insert(_ number: Int, failing fails: Bool = false) async throws {
        try await group.write { connection in
            try connection.execute(sql: "INSERT INTO numbers VALUES (?)", arguments: [number])
            if fails { throw Refusal() }
        }
    }

    func all() async throws -> [Int] {
        try await database.read { try Int.fetchAll($0, sql: "SELECT number FROM numbers ORDER BY number") }
    }

    /// Has a write begin that ends only once all others wait for it, in whatever order.
    func haveMeet(_ numbers: Range<Int>, _ write: @escaping @Sendable (Int) async throws -> Void) async throws {
        let barrier = Barrier()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.write { _ in barrier.wait() } }
            try await until { barrier.isReached }
            for number in numbers { tasks.addTask { try await write(number) } }
            try await until { group.waitingCount == numbers.count }
            barrier.open()
            try await tasks.waitForAll()
        }
    }
}

private func withNumbers(
    patience: Duration = .seconds(600), _ body: (Numbers) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let commits = CommitCount()
        let database = try DatabasePool(path: folder.appending(path: "numbers.db").path)
        try await database.write { connection in
            try connection.execute(sql: "CREATE TABLE numbers (number INTEGER PRIMARY KEY)")
            connection.add(transactionObserver: commits, extent: .databaseLifetime)
        }
        try await body(
            Numbers(database: database, group: GroupCommit(database, patience: patience), commits: commits))
    }
}

/// What a transaction waits at.
private final class Barrier: Sendable {
    private let reached = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)

    var isReached: Bool { reached.load(ordering: .acquiring) }

    func wait() {
        reached.store(true, ordering: .releasing)
        semaphore.wait()
    }

    func open() { semaphore.signal() }
}

private final class CommitCount: TransactionObserver, Sendable {
    private let commits = Atomic(0)

    var count: Int { commits.load(ordering: .relaxed) }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits.add(1, ordering: .relaxed) }
    func databaseDidRollback(_ db: Database) {}
}
