import GRDB
import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func device(_ id: Device.ID) throws -> Device? {
        try first(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.id = ?
            """, [id.rawValue], decode: Device.init)
    }

    func device(uid: String) throws -> Device? {
        try first(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.device_uid = ?
            """, [uid], decode: Device.init)
    }

    func registered(uid: String) throws -> RegisteredDevice? {
        try first(
            """
            SELECT \(Device.columns.qualified), d.token_hash
            FROM devices AS d
            WHERE d.device_uid = ?
            """, [uid], decode: RegisteredDevice.init)
    }

    func hasToken(_ id: Device.ID) throws -> Bool {
        try first(
            """
            SELECT token_hash IS NOT NULL
            FROM devices
            WHERE id = ?
            """, [id.rawValue]
        ) { try $0.bool() } ?? false
    }

    func proven(_ claims: Set<TokenClaim>) throws -> Set<TokenClaim> {
        Set(
            try rows(
                """
                SELECT d.id, d.token_hash
                FROM json_each(?) AS entry
                JOIN devices AS d ON d.id = entry.value ->> 0 AND d.token_hash = entry.value ->> 1
                """, [JSONRows.table(claims) { [.integer($0.device.rawValue), .text($0.hash)] }]
            ) { TokenClaim(device: try $0.id(), hash: try $0.text()) })
    }

    func devices(uids: [String], serials: [String]) throws -> [Device] {
        try rows(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.id IN (
              SELECT id FROM devices WHERE device_uid IN (SELECT value FROM json_each(?))
              UNION ALL
              SELECT id FROM devices WHERE serial_number IN (SELECT value FROM json_each(?)))
            ORDER BY d.id
            """, [JSONRows.list(uids), JSONRows.list(serials)], decode: Device.init)
    }

    func page(
        of query: DeviceQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Device> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    func count(of query: DeviceQuery, in scope: OrganizationScope) throws -> ListCount {
        // Kept on write, and so known at any size.
        if query.filter.terms.isEmpty { return .exactly(try deviceCount(in: scope)) }
        return try count(of: KeysetList(query, in: scope, now: now))
    }

    func deviceCount(in scope: OrganizationScope) throws -> Int {
        let scoped = ScopeCondition(scope, column: "o.id")
        return try first(
            """
            SELECT COALESCE(SUM(o.device_count), 0)
            FROM organizations AS o
            WHERE true\(scoped.condition)
            """, scoped.arguments
        ) { try $0.int() } ?? 0
    }

    func insert(_ devices: [NewDevice]) throws -> [Device] {
        let entries = JSONRows.table(devices) { device in
            [
                .text(device.deviceUID), .text(device.serialNumber), .integer(device.organizationID.rawValue),
                .text(device.hardwareVersion), .text(device.tokenHash),
            ]
        }
        let inserted = try rows(
            """
            INSERT INTO devices (
              device_uid, serial_number, organization_id, organization_name, hardware_version, token_hash,
              created_at, updated_at)
            SELECT entry.value ->> 0, entry.value ->> 1, o.id, o.name, entry.value ->> 3, entry.value ->> 4, ?2, ?2
            FROM json_each(?1) AS entry
            JOIN organizations AS o ON o.id = entry.value ->> 2
            WHERE true
            ORDER BY entry.key
            ON CONFLICT DO NOTHING
            RETURNING \(Device.columns.plain)
            """, [entries, now.milliseconds], decode: Device.init)
        return inserted.sorted { $0.id < $1.id }
    }
}
