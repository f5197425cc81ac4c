import Foundation
import Logging
import PostgresRepository
import SQLiteRepository
import SlipwayCore

/// An empty database of a trial, until nothing holds it any longer.
final class TrialDatabase {
    enum Kind: String, CaseIterable, Sendable {
        case sqlite, postgres

        /// One file belongs to one machine; a server is shared.
        var servers: Int { self == .sqlite ? 1 : 2 }

        var title: String {
            switch self {
            case .sqlite: "SQLite"
            case .postgres: "PostgreSQL, 2 servers"
            }
        }

        var tools: [BenchTool] { self == .sqlite ? [] : [.initdb, .psql] }
    }

    /// As `--database` takes it.
    let address: String
    let repository: any Repository
    private let instance: PostgresInstance?

    init(_ kind: Kind, in world: BenchWorld) async throws {
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        switch kind {
        case .sqlite:
            address = world.path("trial-\(UUID().uuidString).db")
            instance = nil
            try SQLiteRepository.migrate(path: address)
        case .postgres:
            let postgres = try PostgresInstance(in: world)
            try postgres.run("CREATE DATABASE trial", in: "postgres", world)
            (address, instance) = (postgres.database("trial"), postgres)
            try await PostgresRepository.migrate(try PostgresLocation(address), logger: logger)
        }
        repository = try Self.repository(at: address, logger: logger)
    }

    static func repository(at address: String, logger: Logger) throws -> any Repository {
        guard address.hasPrefix("postgres://") else {
            return try SQLiteRepository.open(path: address, clock: { BenchWorld.now })
        }
        return PostgresRepository(try PostgresLocation(address), logger: logger)
    }
}
