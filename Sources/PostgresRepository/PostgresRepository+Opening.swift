import Logging
import SlipwayCore

extension PostgresRepository {
    /// - Throws: DATABASE_001 to 004 where the database cannot be worked on at the moment.
    package func requireCurrent() async throws {
        // Every connection that is handed out has been through it.
        try await perform { _ in }
    }

    /// Brings the schema of a database up to date; a repeat changes nothing.
    ///
    /// - Parameter roles: to be made in the same transaction, and given what they need; those that were are always.
    /// - Throws: DATABASE_002 where the database is not Slipway's, DATABASE_004 where it is newer than this program,
    ///   DATABASE_008, DATABASE_009 where it was altered by hand and an upgrade would meet that.
    @discardableResult
    package static func migrate(
        _ location: PostgresLocation, making roles: DatabaseRoles? = nil, limits: PostgresLimits = PostgresLimits(),
        logger: Logger
    ) async throws -> MigrationReport {
        let migrator = SchemaMigrator(address: location.description)
        return try await unchecked(location, limits, logger).perform { try migrator.migrate($0, making: roles) }
    }

    /// Every migration that this program knows, and whether the database has it; changes nothing.
    ///
    /// - Throws: DATABASE_001, 002 and 004.
    package static func migrations(
        _ location: PostgresLocation, limits: PostgresLimits = PostgresLimits(), logger: Logger
    ) async throws -> [MigrationStatus] {
        let migrator = SchemaMigrator(address: location.description)
        return try await unchecked(location, limits, logger).perform { try migrator.status($0) }
    }

    /// Groups of releases whose versions are equal, from before a new one could not be: each is named by its exact version
    /// or its id. Reads the versions of all releases.
    ///
    /// - Throws: DATABASE_001, 002 and 004.
    package static func equalReleases(
        _ location: PostgresLocation, limits: PostgresLimits = PostgresLimits(), logger: Logger
    ) async throws -> [[EqualRelease]] {
        let migrator = SchemaMigrator(address: location.description)
        return try await unchecked(location, limits, logger).perform { try migrator.equalReleases($0) }
    }

    /// A migration may wait for another one, and take its time.
    private static func unchecked(
        _ location: PostgresLocation, _ limits: PostgresLimits, _ logger: Logger
    ) -> PostgresRepository {
        var limits = limits
        limits.connections = 1
        limits.answering = .seconds(3_600)
        limits.locking = limits.answering
        return PostgresRepository(
            location, mode: .readWrite, limits: limits, clock: nil, logger: logger, prepare: { _ in })
    }
}
