import Foundation
import Logging
import PostgresRepository
import SlipwayCore

/// The PostgreSQL that all tests of this process share, with a database for each of them.
package actor PostgresCluster {
    package static let shared = PostgresCluster()

    private struct Running: Sendable {
        let server: PostgresServer
        let console: PostgresConsole
    }

    private var running: Task<Running, any Error>?
    private var made = 0
    private let settings: [String]

    /// With a server of its own.
    package init(settings: [String] = PostgresServer.quick) {
        self.settings = settings
    }

    /// A database with the schema and nothing in it, for as long as `body` runs.
    package func withDatabase<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (_ database: PostgresDatabase) async throws -> Value
    ) async throws -> Value {
        let database = try await makeDatabase()
        do {
            let value = try await body(database)
            await drop(database)
            return value
        } catch {
            await drop(database)
            throw error
        }
    }

    private func makeDatabase() async throws -> PostgresDatabase {
        let running = try await started()
        made += 1
        let database = PostgresDatabase(name: "test_\(made)", on: running.server)
        try await running.console.run("CREATE DATABASE \(database.name) TEMPLATE \(Self.template)")
        return database
    }

    private func drop(_ database: PostgresDatabase) async {
        // Where that fails the server has ended, and all of it goes; a standby that it would wait for may have.
        guard let console = try? await started().console else { return }
        _ = try? await console.run("SET synchronous_commit = local")
        _ = try? await console.run("DROP DATABASE IF EXISTS \(database.name) WITH (FORCE)")
    }

    private func started() async throws -> Running {
        if let running { return try await running.value }
        let task = Task { [settings] in
            let server = try await PostgresServer.start(settings: settings)
            let console = PostgresConsole(server.connectionInfo(database: "postgres"))
            try await console.run("CREATE DATABASE \(Self.template)")
            try await PostgresRepository.migrate(
                PostgresDatabase(name: Self.template, on: server).location(), logger: .quiet)
            return Running(server: server, console: console)
        }
        running = task
        return try await task.value
    }

    private static let template = "template_slipway"
}

/// One database on a server of the tests.
package struct PostgresDatabase: Sendable {
    package let name: String
    package let server: PostgresServer
    package let console: PostgresConsole

    package init(name: String, on server: PostgresServer) {
        self.name = name
        self.server = server
        console = PostgresConsole(server.connectionInfo(database: name))
    }

    /// For `--database`.
    package var url: String { "postgres://slipway@/\(name)?host=\(server.folder.path)" }

    package func location() throws -> PostgresLocation {
        try PostgresLocation(server.connectionInfo(database: name))
    }

    package func open(
        limits: PostgresLimits = PostgresLimits(), clock: (@Sendable () -> Timestamp)?, logger: Logger = .quiet
    ) async throws -> PostgresRepository {
        let repository = PostgresRepository(try location(), limits: limits, clock: clock, logger: logger)
        try await repository.requireCurrent()
        return repository
    }
}

/// A database in PostgreSQL with a clock of its own, for as long as `body` runs.
@discardableResult
package func withPostgres<Value>(
    limits: PostgresLimits = PostgresLimits(),
    _ body: (PostgresRepository, TestClock, PostgresDatabase) async throws -> Value
) async throws -> Value {
    try await PostgresCluster.shared.withDatabase { database in
        let clock = TestClock()
        return try await body(try await database.open(limits: limits, clock: { clock.now }), clock, database)
    }
}

extension Logger {
    /// Says nothing.
    package static let quiet = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
}
