import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func systemHalt() throws -> SystemHalt {
        let settings = try settings((Self.haltKey, Self.releaseKey))
        return SystemHalt(
            halted: settings[Self.haltKey] == "true",
            releasedAt: settings[Self.releaseKey].flatMap(Timestamp.init(setting:)))
    }

    func setSystemHalted(_ halted: Bool) throws {
        if try systemHalt().halted, !halted { try set(Self.releaseKey, to: now.setting) }
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

    /// By their keys, those that are set.
    func settings(_ keys: (String, String)) throws -> [String: String] {
        let values = try rows("SELECT key, value FROM settings WHERE key IN (?, ?)", [keys.0, keys.1]) {
            (try $0.text(), try $0.text())
        }
        return Dictionary(values) { first, _ in first }
    }

    func set(_ key: String, to value: String) throws {
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
