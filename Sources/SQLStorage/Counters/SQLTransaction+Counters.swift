import SlipwayCore

extension SQLTransaction {
    package func batchIDs(after id: UpdateBatch.ID?, limit: Int) throws -> [UpdateBatch.ID] {
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

    package func organization(after id: Organization.ID?) throws -> Organization? {
        try first(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.id > $1
            ORDER BY o.id
            LIMIT 1
            """, [id?.rawValue ?? Int64.min], decode: Organization.init)
    }

    package func countDevices(of organization: Organization.ID, after uid: String?, limit: Int) throws -> DeviceCount {
        let counted = try first(
            """
            SELECT count(*), max(device_uid)
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

    package func notedDifferences(of subjects: [CounterSubject]) throws -> [CounterDifference] {
        // Two that found the same would otherwise both see that it has not been told yet.
        try lock(named: "counter_differences", for: .changing)
        let entries = SQLRows(
            subjects, in: dialect, columns: [.text("kind") { $0.columns.kind }, .integer("id") { $0.columns.id }])
        return try rows(
            """
            SELECT \(CounterDifference.columns)
            FROM \(entries.table(as: "entry", at: 1))
            \(dialect.joinInOrder) counter_differences ON subject_kind = entry.kind AND subject_id = entry.id
            ORDER BY subject_kind, subject_id, figure, figure_key
            """, entries.arguments, decode: CounterDifference.init)
    }

    package func notedDifferences(limit: Int) throws -> [CounterDifference] {
        try rows(
            """
            SELECT \(CounterDifference.columns)
            FROM counter_differences
            ORDER BY subject_kind, subject_id, figure, figure_key
            LIMIT $1
            """, [limit], decode: CounterDifference.init)
    }

    package func note(_ differences: [CounterDifference], of subject: CounterSubject) throws {
        let (kind, id) = subject.columns
        try execute(
            """
            DELETE FROM counter_differences
            WHERE subject_kind = $1 AND subject_id = $2
            """, [kind, id])
        let entries = SQLRows(
            differences, in: dialect,
            columns: [
                .text("figure") { $0.figure }, .text("figure_key") { $0.key }, .integer("kept") { $0.kept },
                .integer("counted") { $0.counted },
            ])
        try execute(
            """
            INSERT INTO counter_differences (\(CounterDifference.columns), found_at)
            SELECT $1, $2, entry.figure, entry.figure_key, entry.kept, entry.counted, $3
            FROM \(entries.table(as: "entry", at: 4))
            """, [kind, id, now] + entries.arguments)
    }
}
