import Logging
import SlipwayCore

extension PostgresRepository {
    /// Connects to a database that `migrate` has prepared; creates nothing.
    ///
    /// - Parameter clock: none for the server's own, which is the same for all who share it.
    /// - Throws: DATABASE_001 to 004.
    package static func open(
        _ location: PostgresLocation, mode: Mode = .readWrite, limits: PostgresLimits = PostgresLimits(),
        clock: (@Sendable () -> Timestamp)? = nil, logger: Logger
    ) async throws -> PostgresRepository {
        let repository = PostgresRepository(location, mode: mode, limits: limits, clock: clock, logger: logger)
        let place = repository.place
        try await repository.perform { try SchemaMigrator(place: place).requireCurrent($0) }
        return repository
    }

    /// Brings the schema of a database up to date; a repeat changes nothing.
    ///
    /// - Returns: the names of the migrations that it ran.
    /// - Throws: DATABASE_002 where the database is somebody else's, DATABASE_004 where it is newer than this program.
    @discardableResult
    package static func migrate(_ location: PostgresLocation, logger: Logger) async throws -> [String] {
        let repository = patient(location, logger)
        let place = repository.place
        return try await repository.perform { try SchemaMigrator(place: place).migrate($0) }
    }

    /// Every migration that this program knows, and whether the database has it; changes nothing.
    ///
    /// - Throws: DATABASE_001, 002 and 004.
    package static func migrations(_ location: PostgresLocation, logger: Logger) async throws -> [MigrationStatus] {
        let repository = patient(location, logger)
        let place = repository.place
        return try await repository.perform { try SchemaMigrator(place: place).status($0) }
    }

    /// A migration may wait for another one, and take its time.
    private static func patient(_ location: PostgresLocation, _ logger: Logger) -> PostgresRepository {
        var limits = PostgresLimits()
        limits.connections = 1
        limits.answering = .seconds(3_600)
        return PostgresRepository(location, mode: .readWrite, limits: limits, clock: nil, logger: logger)
    }
}
