import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func batchIDs(after id: UpdateBatch.ID?, limit: Int) throws -> [UpdateBatch.ID] {
        try rows(
            """
            SELECT id
            FROM update_batches
            WHERE id > $1
            ORDER BY id
            LIMIT $2
            """, [id?.rawValue ?? Int64.min, limit]
        ) { try $0.id() }
    }

    func organization(after id: Organization.ID?) throws -> Organization? {
        try first(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.id > $1
            ORDER BY o.id
            LIMIT 1
            """, [id?.rawValue ?? Int64.min], decode: Organization.init)
    }

    func countDevices(of organization: Organization.ID, after uid: String?, limit: Int) throws -> DeviceCount {
        let counted = try first(
            """
            SELECT COUNT(*), MAX(device_uid)
            FROM (
              SELECT device_uid
              FROM devices
              WHERE organization_id = $1 AND device_uid > $2
              ORDER BY device_uid
              LIMIT $3) AS piece
            """, [organization, uid ?? "", limit]
        ) { (count: try $0.int(), last: $0.optionalText()) }
        guard let counted else { return DeviceCount(count: 0, last: nil) }
        return DeviceCount(count: counted.count, last: counted.count == limit ? counted.last : nil)
    }

    func notedDifferences(of subjects: [CounterSubject]) throws -> [CounterDifference] {
        // Two that found the same would otherwise both see that nobody has told it yet.
        if isWriting {
            _ = try result(
                "SELECT pg_advisory_xact_lock(hashtextextended('counter_differences', 0))", [], isKept: true)
        }
        let fields: [(CounterSubject) -> (any SQLParameter)?] = [{ $0.columns.kind }, { $0.columns.id }]
        return try rows(
            """
            SELECT \(CounterDifference.columns)
            FROM counter_differences
            WHERE (subject_kind, subject_id) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))
            ORDER BY subject_kind, subject_id, figure, figure_key
            """, SQLArray.columns(of: subjects, fields), decode: CounterDifference.init)
    }

    func notedDifferences(limit: Int) throws -> [CounterDifference] {
        try rows(
            """
            SELECT \(CounterDifference.columns)
            FROM counter_differences
            ORDER BY subject_kind, subject_id, figure, figure_key
            LIMIT $1
            """, [limit], decode: CounterDifference.init)
    }

    func note(_ differences: [CounterDifference], of subject: CounterSubject) throws {
        let (kind, id) = subject.columns
        try execute(
            """
            DELETE FROM counter_differences
            WHERE subject_kind = $1 AND subject_id = $2
            """, [kind, id])
        let fields: [(CounterDifference) -> (any SQLParameter)?] = [
            { $0.figure }, { $0.key }, { $0.kept }, { $0.counted },
        ]
        try execute(
            """
            INSERT INTO counter_differences (\(CounterDifference.columns), found_at)
            SELECT $1, $2, entry.figure, entry.figure_key, entry.kept, entry.counted, $3
            FROM unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[])
              AS entry (figure, figure_key, kept, counted)
            """, [kind, id, now] + SQLArray.columns(of: differences, fields))
    }
}
