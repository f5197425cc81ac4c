import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func hasTelemetry(olderThan instant: Timestamp) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM telemetry WHERE received_at < $1)"
        return try first(sql, [instant]) { try $0.bool() } ?? false
    }

    func hasEvents(olderThan instant: Timestamp) throws -> Bool {
        try first(
            """
            SELECT at
            FROM events
            ORDER BY id
            LIMIT 1
            """
        ) { try $0.instant() }.map { $0 < instant } ?? false
    }

    func deleteTelemetry(olderThan instant: Timestamp, limit: Int) throws -> Int {
        try execute(
            """
            DELETE FROM telemetry
            WHERE id IN (
              SELECT id
              FROM telemetry
              WHERE received_at < $1
              ORDER BY received_at
              LIMIT $2
              FOR UPDATE SKIP LOCKED)
            """, [instant, limit])
    }

    func deleteEvents(olderThan instant: Timestamp, limit: Int) throws -> Int {
        // Events are in the order of their ids, and no index knows their instants.
        try execute(
            """
            DELETE FROM events
            WHERE id IN (
              SELECT oldest.id
              FROM (SELECT id, at FROM events ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) AS oldest
              WHERE oldest.at < $1)
            """, [instant, limit])
    }
}
