import Logging
import SlipwayCore

extension PostgresRepository {
    /// - Throws: DATABASE_001 to 004 where the database cannot be worked on at the moment.
    package func requireCurrent() async throws {
        // Whoever gets a connection has been through it.
        try await perform { _ in }
    }

    /// Brings the schema of a database up to date; a repeat changes nothing.
    ///
    /// - Parameter roles: to be made in the same transaction, and given what they need; those that were are always.
    /// - Returns: the names of the migrations that it ran.
    /// - Throws: DATABASE_002 where the database is somebody else's, DATABASE_004 where it is newer than this program,
    ///   DATABASE_008.
    @discardableResult
    package static func migrate(
        _ location: PostgresLocation, making roles: DatabaseRoles? = nil, limits: PostgresLimits = PostgresLimits(),
        logger: Logger
    ) async throws -> [String] {
        let migrator = SchemaMigrator(place: location.description)
        return try await unchecked(location, limits, logger).perform { try migrator.migrate($0, making: roles) }
    }

    /// Every migration that this program knows, and whether the database has it; changes nothing.
    ///
    /// - Throws: DATABASE_001, 002 and 004.
    package static func migrations(
        _ location: PostgresLocation, limits: PostgresLimits = PostgresLimits(), logger: Logger
    ) async throws -> [MigrationStatus] {
        let migrator = SchemaMigrator(place: location.description)
        return try await unchecked(location, limits, logger).perform { try migrator.status($0) }
    }

    /// A migration may wait for another one, and take its time.
    private static func unchecked(
        _ location: PostgresLocation, _ limits: PostgresLimits, _ logger: Logger
    ) -> PostgresRepository {
        var limits = limits
        limits.connections = 1
        limits.answering = .seconds(3_600)
        return PostgresRepository(
            location, mode: .readWrite, limits: limits, clock: nil, logger: logger, prepare: { _ in })
    }
}
