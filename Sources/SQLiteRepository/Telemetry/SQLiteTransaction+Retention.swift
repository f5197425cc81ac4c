import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func hasTelemetry(olderThan instant: Timestamp) throws -> Bool {
        try first(
            """
            SELECT 1
            FROM telemetry
            WHERE received_at < ?
            LIMIT 1
            """, [instant.milliseconds]
        ) { try $0.int() } != nil
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
              WHERE received_at < ?
              ORDER BY received_at
              LIMIT ?)
            """, [instant.milliseconds, limit])
    }

    func deleteEvents(olderThan instant: Timestamp, limit: Int) throws -> Int {
        // Events are in the order of their ids, and no index knows their instants.
        try execute(
            """
            DELETE FROM events
            WHERE id IN (
              SELECT oldest.id
              FROM (SELECT id, at FROM events ORDER BY id LIMIT ?2) AS oldest
              WHERE oldest.at < ?1)
            """, [instant.milliseconds, limit])
    }
}
