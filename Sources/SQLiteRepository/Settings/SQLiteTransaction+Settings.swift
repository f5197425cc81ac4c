import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func systemHalt() throws -> SystemHalt {
        let values = try rows(
            """
            SELECT key, value
            FROM settings
            WHERE key IN (?, ?)
            ORDER BY key
            """, [Self.haltKey, Self.releaseKey]
        ) { (key: try $0.text(), value: try $0.text()) }
        let settings = Dictionary(values.map { ($0.key, $0.value) }) { first, _ in first }
        return SystemHalt(
            halted: settings[Self.haltKey] == "true",
            releasedAt: settings[Self.releaseKey].flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) })
    }

    func setSystemHalted(_ halted: Bool) throws {
        if try systemHalt().halted, !halted { try set(Self.releaseKey, to: String(now.milliseconds)) }
        try set(Self.haltKey, to: halted ? "true" : "false")
    }

    func signingKeys() throws -> [SigningKey] {
        try rows(
            """
            SELECT substr(key, ?2), value
            FROM settings
            WHERE substr(key, 1, ?2 - 1) = ?1
            ORDER BY key
            """, [Self.signingKeyPrefix, Self.signingKeyPrefix.count + 1]
        ) { SigningKey(name: try $0.text(), publicKey: try $0.text()) }
    }

    func setSigningKey(_ key: SigningKey) throws {
        try set(Self.signingKeyPrefix + key.name, to: key.publicKey)
    }

    func removeSigningKey(named name: String) throws -> Bool {
        try execute("DELETE FROM settings WHERE key = ?", [Self.signingKeyPrefix + name]) > 0
    }

    private func set(_ key: String, to value: String) throws {
        try execute(
            """
            INSERT INTO settings (key, value)
            VALUES (?, ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """, [key, value])
    }

    private static let haltKey = "system_halted"
    private static let releaseKey = "system_halt_released_at"
    private static let signingKeyPrefix = "signing_key:"
}
