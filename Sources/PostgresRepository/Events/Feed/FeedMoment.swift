import SQLStorage
import SlipwayCore

/// What one statement sees: the transactions of its snapshot, and where it was taken.
struct FeedMoment: Hashable {
    let database: String
    /// Which one it is, and since when it runs as what it is.
    let server: String
    /// Such a one knows how far it has followed, and its snapshots do not list what was running then.
    let isStandby: Bool
    /// All below have ended.
    let oldest: Int64
    /// None from here on has ended.
    let end: Int64
    let running: Set<Int64>

    init(_ row: inout PostgresColumnReader) throws {
        let snapshot = try row.text().split(separator: ":", omittingEmptySubsequences: false)
        guard snapshot.count == 3, let first = Int64(snapshot[0]), let end = Int64(snapshot[1]) else {
            throw SlipwayError.unknownValue
        }
        let own = row.optionalInt64()
        // Whether this transaction will be committed is not known yet.
        running = Set(snapshot[2].split(separator: ",").compactMap { Int64($0) } + (own.map { [$0] } ?? []))
        oldest = min(first, own ?? first)
        self.end = end
        database = try row.text()
        let start = try row.text()
        // A promotion may have come between the snapshot and the question; a primary lists what keeps its oldest back.
        let isUnlisted = running.isEmpty && oldest < end
        isStandby = try row.bool() || isUnlisted
        server = (isStandby ? "standby " : "primary ") + start
    }

    /// Its columns.
    static let columns = """
        pg_current_snapshot()::text, pg_current_xact_id_if_assigned(),
          \(EventPosition.postgresDatabase),
          pg_postmaster_start_time()::text, pg_is_in_recovery()
        """
}
