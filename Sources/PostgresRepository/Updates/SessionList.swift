import SQLRecords
import SlipwayCore

extension KeysetList<SessionRow> {
    init(_ query: SessionQuery, in scope: OrganizationScope, now: Timestamp) throws {
        var plan = TermPlan(query.filter)
        let segment: KeysetSegment
        var lookups = [
            Lookup("d", "JOIN devices AS d ON d.id = s.device_id", pages: 4),
            Lookup("f", "JOIN firmware_releases AS f ON f.id = s.firmware_id"),
        ]
        switch query.order {
        case .started:
            if let batch = plan.takeNumber(of: "batch") {
                segment = SessionSegments.ofBatch(batch)
            } else {
                segment = SessionSegments.newest(&plan)
                lookups.append(
                    Lookup(
                        "bd", "LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id", pages: 4))
            }
        }
        // A session is of its device's organization.
        let scoped = scope.organizationID.map { SQLCondition("d.organization_id = ?", [$0]) }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            lookups: lookups, columns: SessionRow.columns,
            filter: [scoped].compactMap { $0 } + (try SessionRow.filterColumns.conditions(for: plan.terms, now: now)),
            decode: SessionRow.init)
    }
}

extension SessionRow {
    fileprivate static let filterColumns = FilterColumns(
        expressions: [
            "device": "d.device_uid",
            "organization": "d.organization_name",
            "firmware": "f.version",
            "status": "s.update_status",
            "reason": "s.reason_code",
            "batch": "bd.update_batch_id",
            "started": "s.started_at",
        ], searched: ["d.device_uid"])
}

/// The indexes that sessions are read by.
private enum SessionSegments {
    static func ofBatch(_ batch: Int64) -> KeysetSegment {
        KeysetSegment(
            source: """
                update_batch_devices AS bd
                JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                """,
            pinned: [SQLCondition("bd.update_batch_id = ?", [batch])], key: [.integer("bd.id")], pages: 5)
    }

    static func newest(_ plan: inout TermPlan) -> KeysetSegment {
        let key = [KeysetSegment.KeyColumn.integer("s.id")]
        if let uid = plan.takeText(of: "device") {
            return KeysetSegment(
                source: "update_sessions AS s",
                pinned: [SQLCondition("s.device_id = (SELECT id FROM devices WHERE device_uid = ?)", [uid])], key: key)
        }
        if let status = plan.takeText(of: "status") {
            return KeysetSegment(
                source: "update_sessions AS s",
                pinned: [SQLCondition("s.update_status = ?", [status])], key: key)
        }
        return KeysetSegment(source: "update_sessions AS s", key: key)
    }
}
