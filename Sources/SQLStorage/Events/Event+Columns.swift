import SlipwayCore

extension Event: SQLRecord {
    package static let columns = Columns(
        [
            "id", "at", "kind", "actor_kind", "actor_name", "organization_id", "device_id", "firmware_id",
            "rollout_id", "update_batch_id", "session_id", "detail",
        ], of: "e")

    /// Its columns, and the device's uid after them.
    package init(_ row: inout some ColumnReader) throws {
        let id: Event.ID = try row.id()
        let at = try row.instant()
        let kind: EventKind = try row.name()
        let actorKind: Principal.Kind = try row.name()
        let actorName = try row.text()
        let subject = EventSubject(
            organizationID: row.optionalID(), deviceID: row.optionalID(), firmwareID: row.optionalID(),
            rolloutID: row.optionalID(), batchID: row.optionalID(), sessionID: try row.optionalSessionID())
        let detail = try row.text()
        self.init(
            id: id, at: at, kind: kind, actorKind: actorKind, actorName: actorName, subject: subject,
            deviceUID: row.optionalText(), detail: detail)
    }
}
