import Foundation
import GRDB

/// How to wait for another program that holds the database: in small sleeps that grow, so that a short write costs
/// a millisecond and a long one no processor.
package struct BusyWait: Sendable {
    package static let patience: Duration = .seconds(30)

    /// The sleeps in milliseconds; the last one repeats.
    private static let sleeps = [1, 2, 5, 10, 15, 20, 25]
    let milliseconds: Int

    package init(patience: Duration = BusyWait.patience) {
        milliseconds = Int(patience / .milliseconds(1))
    }

    /// Sleeps, or says that patience has come to its end.
    ///
    /// - Parameter count: how often it has slept for the same lock.
    func sleep(beforeTry count: Int) -> Bool {
        let before = Self.sleeps.prefix(count).reduce(0, +) + max(0, count - Self.sleeps.count) * 25
        guard before < milliseconds else { return false }
        Thread.sleep(forTimeInterval: Double(Self.sleeps[min(count, Self.sleeps.count - 1)]) / 1_000)
        return true
    }

    /// Opening a file locks in places where SQLite asks no busy handler.
    func retrying<Value>(_ body: () throws -> Value) throws -> Value {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        var count = 0
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where Self.mayPass(error) {
                // Where the busy handler was asked, it has used up the time.
                guard ContinuousClock.now < end, sleep(beforeTry: count) else { throw error }
                count += 1
            }
        }
    }

    /// The second is what SQLite says of a log whose index another program has been mending for ten seconds.
    static func mayPass(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_PROTOCOL
    }
}
