import Dispatch
import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresPoolTests {
    @Test func `whoever waits too long for a connection is told so`() async throws {
        try await withBusyRepository(waiting: .milliseconds(50)) { repository in
            let expected = SlipwayError.databaseUnavailable("all connections to \(repository.address) are in use")
            await #expect(throws: expected) { try await repository.read { try $0.deviceCount(in: .all) } }
        }
    }

    @Test func `whoever stops waiting for a connection leaves it to the others`() async throws {
        try await withBusyRepository(waiting: .seconds(30)) { repository in
            let impatient = Task { try await repository.read { try $0.deviceCount(in: .all) } }
            impatient.cancel()
            await #expect(throws: CancellationError.self) { try await impatient.value }
        } afterwards: { repository in
            let count = try await repository.read { try $0.deviceCount(in: .all) }
            #expect(count == 0)
        }
    }

    @Test func `many share few connections`() async throws {
        var limits = PostgresLimits()
        limits.connections = 3
        try await withPostgres(limits: limits) { repository, _, database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask { _ = try await repository.write { try $0.insertOrganization(name: "o\(number)") } }
                }
                try await group.waitForAll()
            }
            let query = OrganizationQuery()
            #expect(try await repository.read { try $0.count(of: query, in: .all) } == .exactly(60))
            let connections = """
                SELECT count(*)::text FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            #expect(try await database.console.run(connections) == [["3"]])
        }
    }

    /// One connection, in use while `body` runs and free for `afterwards`.
    private func withBusyRepository(
        waiting: Duration, _ body: (PostgresRepository) async throws -> Void,
        afterwards: (PostgresRepository) async throws -> Void = { _ in }
    ) async throws {
        var limits = PostgresLimits()
        limits.connections = 1
        limits.waiting = waiting
        try await withPostgres(limits: limits) { repository, _, _ in
            let end = DispatchSemaphore(value: 0)
            let (held, feed) = AsyncStream.makeStream(of: Void.self)
            async let reading: Void = repository.read { _ in
                feed.finish()
                end.wait()
            }
            for await _ in held {}
            do {
                try await body(repository)
            } catch {
                end.signal()
                throw error
            }
            end.signal()
            try await reading
            try await afterwards(repository)
        }
    }
}
