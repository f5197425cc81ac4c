import GRDB
import TestSupport

/// What a rollout may have lost, or have twice, in a database whose programs were killed.
enum RolloutLoss {
    /// A name, and a statement that counts what must not be there.
    typealias Rule = (what: String, sql: String)

    /// Of every rollout, at any moment.
    static let always: [Rule] = [
        (
            "devices that entered batches of one rollout twice",
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM update_batch_devices AS bd JOIN update_batches AS b ON b.id = bd.update_batch_id
              GROUP BY b.rollout_id, bd.device_id HAVING COUNT(*) > 1
            ) AS twice
            """
        ),
        (
            "devices that are in a batch and wait for one of the same rollout",
            """
            SELECT COUNT(*) FROM rollout_targets AS t
            JOIN update_batches AS b ON b.rollout_id = t.rollout_id
            JOIN update_batch_devices AS bd ON bd.update_batch_id = b.id AND bd.device_id = t.device_id
            """
        ),
    ]

    /// In words; empty where all of it holds.
    static func found(in fleet: CrashedFleet, by rules: [Rule]) throws -> [String] {
        try DatabaseQueue.patient(path: fleet.path).read { connection in
            try rules.compactMap { what, sql in
                let count = try Int.fetchOne(connection, sql: sql) ?? 0
                return count == 0 ? nil : "\(what): \(count)"
            }
        }
    }

    /// The same in any database.
    ///
    /// - Parameter rows: those of a statement, as text.
    static func found(
        by rules: [Rule], in rows: (_ sql: String) async throws -> [[String]]
    ) async throws -> [String] {
        var found: [String] = []
        for (what, sql) in rules {
            let count = try await rows(sql).joined().joined()
            if count != "0" { found.append("\(what): \(count)") }
        }
        return found
    }

    /// Writes so many devices more into the only organization.
    static func moreDevices(_ count: Int) -> String {
        """
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(count))
        INSERT INTO devices (
          device_uid, serial_number, organization_id, organization_name, hardware_version, created_at, updated_at)
        SELECT 'more-' || n, 'serial-' || n, o.id, o.name, 'rev-' || (n % 7), o.created_at, o.created_at
        FROM number CROSS JOIN organizations AS o
        """
    }
}
