import GRDB
import SlipwayCore
import TestSupport
import Testing

@testable import SQLiteRepository

/// Two repositories on one file stand for two processes: SQLite locks between connections either way.
@Suite struct SharedFileTests {
    @Test func `programs that write one file at once wait for each other`() async throws {
        try await withDatabaseFile { path, clock in
            let repositories = try (0..<3).map { _ in
                try SQLiteRepository.open(path: path, clock: { clock.now }, readers: 1)
            }
            let organization = try await repositories[0].write { try $0.insertOrganization(deviceLimit: 1_000) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, repository) in repositories.enumerated() {
                    group.addTask {
                        for round in 0..<20 {
                            _ = try await repository.write { transaction in
                                try transaction.insertDevices(3, in: organization.id, prefix: "\(number)-\(round)")
                            }
                            _ = try await repository.read { try $0.deviceCount(in: .all) }
                        }
                    }
                    group.addTask {
                        for _ in 0..<5 { _ = try SQLiteRepository.open(path: path, clock: { clock.now }, readers: 1) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await repositories[1].read { try $0.deviceCount(in: .all) } == 180)
            #expect(try await CounterRecount.differences(in: repositories[2]) == [])
        }
    }

    @Test func `a program that writes for too long is told in words`() async throws {
        try await withDatabaseFile { path, clock in
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let blocker = try DatabaseQueue(path: path, configuration: configuration)
            let repository = try SQLiteRepository.open(
                path: path, clock: { clock.now }, readers: 1, patience: .milliseconds(20))
            try await blocker.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            await #expect(throws: SlipwayError.databaseUnavailable("another program has been writing for 30s")) {
                try await repository.write { try $0.insertOrganization() }
            }
            #expect(try await repository.read { try $0.organization(named: "acme") } == nil)
            try await blocker.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            _ = try await repository.write { try $0.insertOrganization() }
        }
    }

    @Test func `a poll sees that another program has written`() async throws {
        try await withDatabaseFile { path, clock in
            let dashboard = try SQLiteRepository.open(path: path, clock: { clock.now }, readers: 1)
            let server = try SQLiteRepository.open(path: path, clock: { clock.now }, readers: 1)
            let mark = { try await dashboard.read { try $0.changeMark() } }
            let before = try await mark()
            _ = try await server.read { try $0.deviceCount(in: .all) }
            #expect(try await mark() == before)
            _ = try await server.write { try $0.insertOrganization() }
            let after = try await mark()
            #expect(after != before)
            #expect(try await mark() == after)
        }
    }

    @Test func `waiting ends when patience does`() {
        let wait = BusyWait(patience: .milliseconds(8))
        #expect(wait.sleep(beforeTry: 0))
        #expect(wait.sleep(beforeTry: 2))
        #expect(!wait.sleep(beforeTry: 3))
    }
}
