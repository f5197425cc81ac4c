import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func systemHalt() throws -> SystemHalt {
        try first("SELECT \(SystemHalt.columns)") { SystemHalt(&$0) } ?? SystemHalt(halted: false, releasedAt: nil)
    }

    func setSystemHalted(_ halted: Bool) throws {
        if try systemHalt().halted, !halted { try set(Self.releaseKey, to: now.setting) }
        try set(Self.haltKey, to: halted ? "true" : "false")
    }

    func signingKeys() throws -> [SigningKey] {
        try rows(
            """
            SELECT substr(key, $2), value
            FROM settings
            WHERE starts_with(key, $1)
            ORDER BY key
            """, [Self.signingKeyPrefix, Self.signingKeyPrefix.count + 1]
        ) { SigningKey(name: try $0.text(), publicKey: try $0.text()) }
    }

    func setSigningKey(_ key: SigningKey) throws {
        try set(Self.signingKeyPrefix + key.name, to: key.publicKey)
    }

    func removeSigningKey(named name: String) throws -> Bool {
        try execute("DELETE FROM settings WHERE key = $1", [Self.signingKeyPrefix + name]) > 0
    }

    /// By their keys, those that are set.
    func settings(_ keys: (String, String)) throws -> [String: String] {
        let values = try rows("SELECT key, value FROM settings WHERE key IN ($1, $2)", [keys.0, keys.1]) {
            (try $0.text(), try $0.text())
        }
        return Dictionary(values) { first, _ in first }
    }

    func set(_ key: String, to value: String) throws {
        try execute(
            """
            INSERT INTO settings (key, value)
            VALUES ($1, $2)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """, [key, value])
    }

    fileprivate static let haltKey = "system_halted"
    fileprivate static let releaseKey = "system_halt_released_at"
    private static let signingKeyPrefix = "signing_key:"
}

extension SystemHalt {
    /// Read once a statement, however many rows it has.
    static let columns = """
        (SELECT value FROM settings WHERE key = '\(PostgresTransaction.haltKey)'), \
        (SELECT value FROM settings WHERE key = '\(PostgresTransaction.releaseKey)')
        """

    init(_ row: inout PostgresColumnReader) {
        let halted = row.optionalText()
        let releasedAt = row.optionalText()
        self.init(
            halted: halted == "true",
            releasedAt: releasedAt.flatMap(Timestamp.init(setting:)))
    }
}
