import Foundation
import GRDB
import SQLiteRepository

/// Keeps every other writer from a database while `body` runs, as a program does that is in the middle of a long write.
package func withDatabaseLock<Value>(on path: String, _ body: () async throws -> Value) async throws -> Value {
    let holder = try SQLiteRepository.open(path: path, clock: { .example }, readers: 1)
    let (held, feed) = AsyncStream.makeStream(of: Void.self)
    let ended = DispatchSemaphore(value: 0)
    async let writing: Void = holder.database.write { _ in
        feed.finish()
        ended.wait()
    }
    for await _ in held {}
    let outcome: Result<Value, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    ended.signal()
    try await writing
    return try outcome.get()
}
