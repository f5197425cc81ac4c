import SlipwayCore

extension KeysetList<SessionRow> {
    init(_ query: SessionQuery, in scope: OrganizationScope, now: Timestamp) throws {
        var plan = TermPlan(query.filter)
        let segment: KeysetSegment
        var lookups: [Lookup] = [
            .one("d", "devices AS d ON d.id = s.device_id", pages: 4),
            .one("f", "firmware_releases AS f ON f.id = s.firmware_id"),
        ]
        switch query.order {
        case .started:
            if let batch = plan.takeNumber(of: "batch") {
                segment = SessionSegments.ofBatch(batch)
            } else {
                segment = SessionSegments.newest(&plan)
                lookups.append(
                    .oneOrNone("bd", "update_batch_devices AS bd ON bd.update_session_id = s.session_id", pages: 4))
            }
        }
        // A session is of its device's organization.
        let scoped = scope.organizationID.map { SQLCondition("d.organization_id = ?", [$0], lookups: ["d"]) }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            lookups: lookups, columns: SessionRow.columns,
            filter: [scoped].compactMap { $0 } + (try SessionRow.filterColumns.conditions(for: plan.terms, now: now)))
    }
}

extension SessionRow {
    fileprivate static let filterColumns = FilterColumns(
        [
            "device": .init("d.device_uid", in: "d"),
            "organization": .init("d.organization_name", in: "d"),
            "firmware": .releaseVersion(of: "f", isLookup: true),
            "status": "s.update_status",
            "reason": "s.reason_code",
            "batch": .init("bd.update_batch_id", in: "bd"),
            "started": "s.started_at",
        ], searched: [.init("d.device_uid", in: "d")])
}

/// The indexes that sessions are read by.
private enum SessionSegments {
    static func ofBatch(_ batch: Int64) -> KeysetSegment {
        KeysetSegment(
            ListTable("update_batch_devices", as: "bd", index: .named("update_batch_devices_by_batch")),
            ListTable("update_sessions", as: "s", joinedOn: "s.session_id = bd.update_session_id"),
            pinned: [SQLCondition("bd.update_batch_id = ?", [batch])], key: [.integer("bd.id")], pages: 5)
    }

    static func newest(_ plan: inout TermPlan) -> KeysetSegment {
        if let uid = plan.takeText(of: "device") {
            return segment(
                .named("update_sessions_by_device"),
                SQLCondition("s.device_id = (SELECT id FROM devices WHERE device_uid = ?)", [uid]))
        }
        if let status = plan.takeText(of: "status") {
            return segment(.named("update_sessions_by_status"), SQLCondition("s.update_status = ?", [status]))
        }
        return segment(.rowID, nil)
    }

    private static func segment(_ index: ListTable.Index, _ pinned: SQLCondition?) -> KeysetSegment {
        KeysetSegment(
            ListTable("update_sessions", as: "s", index: index), pinned: [pinned], key: [.integer("s.id")])
    }
}
