import Foundation
import GRDB
import SQLiteRepository

/// Keeps every other writer from a database, as a program does that is in the middle of a long write.
package final class DatabaseLock: Sendable {
    private let ended = DispatchSemaphore(value: 0)

    package init() {}

    /// Holds the lock while `body` runs, or until ``release()``.
    package func hold(_ path: String, while body: () async throws -> Void) async throws {
        let holder = try SQLiteRepository.open(path: path, clock: { .example }, readers: 1)
        let (held, feed) = AsyncStream.makeStream(of: Void.self)
        let ended = ended
        async let writing: Void = holder.database.write { _ in
            feed.finish()
            ended.wait()
        }
        for await _ in held {}
        do {
            try await body()
        } catch {
            release()
            try await writing
            throw error
        }
        release()
        try await writing
    }

    package func release() { ended.signal() }
}
