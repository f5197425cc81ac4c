import SlipwayCore

extension SQLTransaction {
    package func systemHalt() throws -> SystemHalt {
        try first("SELECT \(SystemHalt.columns)") { SystemHalt(&$0) } ?? SystemHalt(halted: false, resumedAt: nil)
    }

    package func setSystemHalted(_ halted: Bool) throws {
        if try systemHalt().halted, !halted { try set(SystemHalt.releaseKey, to: now.setting) }
        try set(SystemHalt.haltKey, to: halted ? "true" : "false")
    }

    package func signingKeys() throws -> [SigningKey] {
        try values(under: SigningKey.keyPrefix).map { SigningKey(name: $0.name, publicKey: $0.value) }
    }

    package func setSigningKey(_ key: SigningKey) throws {
        try set(SigningKey.keyPrefix + key.name, to: key.publicKey)
    }

    package func removeSigningKey(named name: String) throws -> Bool {
        try changes(of: "DELETE FROM settings WHERE key = $1", [SigningKey.keyPrefix + name]) > 0
    }

    package func requiresSignatures() throws -> Bool {
        try first("SELECT value FROM settings WHERE key = $1", [SigningKey.requirementKey]) { try $0.text() } == "true"
    }

    package func setRequiresSignatures(_ required: Bool) throws {
        try set(SigningKey.requirementKey, to: required ? "true" : "false")
    }

    package func storedSettings() throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try values(under: SettingValues.keyPrefix).map { ($0.name, $0.value) })
    }

    package func setSetting(_ name: String, to value: String) throws {
        try set(SettingValues.keyPrefix + name, to: value)
    }

    /// Those whose keys begin with the prefix, by what follows it.
    private func values(under prefix: String) throws -> [(name: String, value: String)] {
        try rows(
            """
            SELECT substr(key, $2), value
            FROM settings
            WHERE substr(key, 1, $2 - 1) = $1
            ORDER BY key
            """, [prefix, prefix.count + 1]
        ) { (name: try $0.text(), value: try $0.text()) }
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
}

extension SystemHalt {
    static let haltKey = "system_halted"
    static let releaseKey = "system_halt_released_at"

    /// Read once a statement, however many rows it has.
    package static let columns = """
        (SELECT value FROM settings WHERE key = '\(haltKey)'), (SELECT value FROM settings WHERE key = '\(releaseKey)')
        """

    package init(_ row: inout some ColumnReader) {
        let halted = row.optionalText()
        let resumedAt = row.optionalText()
        self.init(halted: halted == "true", resumedAt: resumedAt.flatMap(Timestamp.init(setting:)))
    }
}

extension SigningKey {
    fileprivate static let keyPrefix = "signing_key:"
    fileprivate static let requirementKey = "signatures_required"
}

extension SettingValues {
    /// Of what people set; no other key begins with it.
    fileprivate static let keyPrefix = "setting:"
}
