import SlipwayCore

extension PostgresTransaction {
    func setStatus(of devices: [Device.ID], active: Bool?, updatesEnabled: Bool?) throws {
        try execute(
            """
            WITH locked AS (
              SELECT id FROM devices WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE)
            UPDATE devices AS d
            SET active = COALESCE($2::boolean, d.active),
              updates_enabled = COALESCE($3::boolean, d.updates_enabled),
              updated_at = $4
            FROM locked
            WHERE d.id = locked.id
            """, [SQLArray(devices), active, updatesEnabled, now])
    }

    func setTokenHash(_ hash: String?, of device: Device.ID) throws {
        try execute(
            """
            UPDATE devices
            SET token_hash = $2,
              updated_at = $3
            WHERE id = $1
            """, [device, hash, now])
    }
}
