import SlipwayCore

extension SQLTransaction {
    /// In a write, no other one changes it until the end.
    package func device(_ id: Device.ID) throws -> Device? {
        try first(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.id = $1\(locking("d", .shared))
            """, [id], decode: Device.init)
    }

    package func device(uid: String) throws -> Device? {
        try first(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.device_uid = $1\(locking("d", .shared))
            """, [uid], decode: Device.init)
    }

    package func registered(uid: String) throws -> RegisteredDevice? {
        try first(
            """
            SELECT \(Device.columns.qualified), d.token_hash
            FROM devices AS d
            WHERE d.device_uid = $1
            """, [uid], decode: RegisteredDevice.init)
    }

    package func devices(uids: [String], serials: [String]) throws -> [Device] {
        try rows(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.id IN (
              SELECT id FROM devices WHERE device_uid \(dialect.among("$1", .text))
              UNION ALL
              SELECT id FROM devices WHERE serial_number \(dialect.among("$2", .text)))
            ORDER BY d.id
            """, [SQLList(uids), SQLList(serials)], decode: Device.init)
    }

    package func page(
        of query: DeviceQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Device> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    package func count(of query: DeviceQuery, in scope: OrganizationScope) throws -> ListCount {
        // Kept on write, and so known at any size.
        if query.filter.terms.isEmpty { return .exactly(try deviceCount(in: scope)) }
        return try count(of: KeysetList(query, in: scope, now: now))
    }

    package func deviceCount(in scope: OrganizationScope) throws -> Int {
        let scoped = scoped(to: scope, "o.id", at: 1)
        return try first(
            """
            SELECT COALESCE(sum(o.device_count), 0)
            FROM organizations AS o
            WHERE true\(scoped.condition)
            """, scoped.arguments
        ) { try $0.int() } ?? 0
    }

    package func insert(_ devices: [NewDevice]) throws -> [Device] {
        let entries = SQLRows(
            devices, in: dialect,
            columns: [
                .text("uid") { $0.deviceUID }, .text("serial") { $0.serialNumber },
                .integer("organization") { $0.organizationID }, .text("hardware") { $0.hardwareVersion },
                .text("token") { $0.tokenHash },
            ])
        let inserted = try rows(
            """
            INSERT INTO devices (
              device_uid, serial_number, organization_id, organization_name, hardware_version, token_hash,
              created_at, updated_at)
            SELECT entry.uid, entry.serial, o.id, o.name, entry.hardware, entry.token, $1, $1
            FROM \(entries.table(as: "entry", at: 2))
            JOIN organizations AS o ON o.id = entry.organization
            WHERE true
            ORDER BY entry.place
            ON CONFLICT DO NOTHING
            RETURNING \(Device.columns.plain)
            """, [now] + entries.arguments, decode: Device.init)
        return inserted.sorted { $0.id < $1.id }
    }

    package func setStatus(of devices: [Device.ID], active: Bool?, updatesEnabled: Bool?) throws {
        try execute(
            """
            UPDATE devices
            SET active = COALESCE($2, active),
              updates_enabled = COALESCE($3, updates_enabled),
              updated_at = $4
            WHERE id \(dialect.among("$1", .integer))
            """, [SQLList(devices), active, updatesEnabled, now])
    }

    package func setTokenHash(_ hash: String?, of device: Device.ID) throws {
        try execute(
            """
            UPDATE devices
            SET token_hash = $2,
              updated_at = $3
            WHERE id = $1
            """, [device, hash, now])
    }
}
