import PostgresRepository
import SQLiteRepository

/// The names of the released migrations, in their order; what each of them is called is held by `ReleasedMigrationTests`.
package enum MigrationNames {
    /// - Parameter count: how many of the first are left out.
    package static func sqlite(after count: Int = 0) -> [String] {
        SQLiteRepository.releasedMigrations.dropFirst(count).map(\.name)
    }

    /// - Parameter count: how many of the first are left out.
    package static func postgres(after count: Int = 0) -> [String] {
        PostgresRepository.releasedMigrations.dropFirst(count).map(\.name)
    }
}
