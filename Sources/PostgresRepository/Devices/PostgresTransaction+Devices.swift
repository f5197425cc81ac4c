import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func device(_ id: Device.ID) throws -> Device? {
        try first(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.id = $1
            """, [id], decode: Device.init)
    }

    func device(uid: String) throws -> Device? {
        try first(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.device_uid = $1
            """, [uid], decode: Device.init)
    }

    func registered(uid: String) throws -> RegisteredDevice? {
        try first(
            """
            SELECT \(Device.columns.qualified), d.token_hash
            FROM devices AS d
            WHERE d.device_uid = $1
            """, [uid], decode: RegisteredDevice.init)
    }

    func hasToken(_ id: Device.ID) throws -> Bool {
        try first("SELECT COALESCE(device_has_token($1, NULL), false)", [id]) { try $0.bool() } ?? false
    }

    func proven(_ claims: Set<TokenClaim>) throws -> Set<TokenClaim> {
        Set(
            try rows(
                """
                SELECT entry.device, entry.hash
                FROM unnest($1::bigint[], $2::text[]) AS entry (device, hash)
                WHERE device_has_token(entry.device, entry.hash)
                """, SQLArray.columns(of: claims, [{ $0.device }, { $0.hash }])
            ) { TokenClaim(device: try $0.id(), hash: try $0.text()) })
    }

    func devices(uids: [String], serials: [String]) throws -> [Device] {
        try rows(
            """
            SELECT \(Device.columns.qualified)
            FROM devices AS d
            WHERE d.id IN (
              SELECT id FROM devices WHERE device_uid = ANY ($1::text[])
              UNION ALL
              SELECT id FROM devices WHERE serial_number = ANY ($2::text[]))
            ORDER BY d.id
            """, [SQLArray(uids), SQLArray(serials)], decode: Device.init)
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
        let scoped = ScopeCondition(scope, column: "o.id", at: 1)
        return try first(
            """
            SELECT COALESCE(sum(o.device_count), 0)
            FROM organizations AS o
            WHERE true\(scoped.condition)
            """, scoped.arguments
        ) { try $0.int() } ?? 0
    }

    func insert(_ devices: [NewDevice]) throws -> [Device] {
        let fields: [(NewDevice) -> (any SQLParameter)?] = [
            { $0.deviceUID }, { $0.serialNumber }, { $0.organizationID }, { $0.hardwareVersion }, { $0.tokenHash },
        ]
        let inserted = try rows(
            """
            INSERT INTO devices (
              device_uid, serial_number, organization_id, organization_name, hardware_version, token_hash,
              created_at, updated_at)
            SELECT entry.uid, entry.serial, o.id, o.name, entry.hardware, entry.token, $6, $6
            FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[])
              WITH ORDINALITY AS entry (uid, serial, organization, hardware, token, place)
            JOIN organizations AS o ON o.id = entry.organization
            ORDER BY entry.place
            ON CONFLICT DO NOTHING
            RETURNING \(Device.columns.plain)
            """, SQLArray.columns(of: devices, fields) + [now], decode: Device.init)
        return inserted.sorted { $0.id < $1.id }
    }
}
