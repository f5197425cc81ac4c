import Foundation
import SQLiteRepository
import SlipwayCore

/// A database in memory with a clock of its own, for as long as `body` runs.
@discardableResult
package func withRepository<Value>(
    _ body: (SQLiteRepository, TestClock) async throws -> Value
) async throws -> Value {
    let clock = TestClock()
    return try await body(try SQLiteRepository.inMemory(clock: { clock.now }), clock)
}

/// A migrated file in a folder of its own, for as long as `body` runs.
@discardableResult
package func withDatabaseFile<Value>(
    _ body: (_ path: String, TestClock) async throws -> Value
) async throws -> Value {
    try await withTemporaryFolder { folder in
        let clock = TestClock()
        let path = folder.appending(path: "fleet.db").path
        try MigratedFile.write(to: path)
        return try await body(path, clock)
    }
}

/// The same, opened.
@discardableResult
package func withFileRepository<Value>(
    readers: Int = 1, _ body: (SQLiteRepository, TestClock) async throws -> Value
) async throws -> Value {
    try await withDatabaseFile { path, clock in
        try await body(try SQLiteRepository.open(path: path, clock: { clock.now }, readers: readers), clock)
    }
}
