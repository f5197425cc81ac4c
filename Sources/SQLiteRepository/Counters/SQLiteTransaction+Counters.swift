import SlipwayCore

extension SQLiteTransaction {
    func batchIDs(after id: UpdateBatch.ID?, limit: Int) throws -> [UpdateBatch.ID] {
        try rows(
            """
            SELECT id
            FROM update_batches
            WHERE id > ?
            ORDER BY id
            LIMIT ?
            """, [id?.rawValue ?? Int64.min, limit]
        ) { try $0.id() }
    }

    func organization(after id: Organization.ID?) throws -> Organization? {
        try first(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.id > ?
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
              WHERE organization_id = ?1 AND device_uid > ?2
              ORDER BY device_uid
              LIMIT ?3)
            """, [organization.rawValue, uid ?? "", limit]
        ) { (count: try $0.int(), last: $0.optionalText()) }
        guard let counted else { return DeviceCount(count: 0, last: nil) }
        return DeviceCount(count: counted.count, last: counted.count == limit ? counted.last : nil)
    }

    func notedDifferences(of subject: CounterSubject) throws -> [CounterDifference] {
        try rows(
            """
            SELECT subject_kind, subject_id, figure, figure_key, kept, counted
            FROM counter_differences
            WHERE subject_kind = ? AND subject_id = ?
            ORDER BY figure, figure_key
            """, subject.columns, decode: CounterDifference.init)
    }

    func notedDifferences(limit: Int) throws -> [CounterDifference] {
        try rows(
            """
            SELECT subject_kind, subject_id, figure, figure_key, kept, counted
            FROM counter_differences
            ORDER BY subject_kind, subject_id, figure, figure_key
            LIMIT ?
            """, [limit], decode: CounterDifference.init)
    }

    func note(_ differences: [CounterDifference], of subject: CounterSubject) throws {
        try execute(
            """
            DELETE FROM counter_differences
            WHERE subject_kind = ? AND subject_id = ?
            """, subject.columns)
        for difference in differences {
            try execute(
                """
                INSERT INTO counter_differences (
                  subject_kind, subject_id, figure, figure_key, kept, counted, found_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                subject.columns + [
                    difference.figure, difference.key, difference.kept, difference.counted, now.milliseconds,
                ])
        }
    }
}
