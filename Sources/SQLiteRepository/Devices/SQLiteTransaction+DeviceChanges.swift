import SlipwayCore

extension SQLiteTransaction {
    func setStatus(of devices: [Device.ID], active: Bool?, updatesEnabled: Bool?) throws {
        try execute(
            """
            UPDATE devices
            SET active = COALESCE(?2, active),
              updates_enabled = COALESCE(?3, updates_enabled),
              updated_at = ?4
            WHERE id IN (SELECT value FROM json_each(?1))
            """, [JSONRows.list(devices.map(\.rawValue)), active, updatesEnabled, now.milliseconds])
    }

    func setTokenHash(_ hash: String?, of device: Device.ID) throws {
        try execute(
            """
            UPDATE devices
            SET token_hash = ?2,
              updated_at = ?3
            WHERE id = ?1
            """, [device.rawValue, hash, now.milliseconds])
    }
}
