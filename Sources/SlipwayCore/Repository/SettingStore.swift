package protocol SettingReader {
    func systemHalt() throws -> SystemHalt
    /// Those that hold now: of everything first, then by the names of the organizations.
    func halts(limit: Int) throws -> [StandingHalt]
    /// Sorted by name.
    func signingKeys() throws -> [SigningKey]
    /// Whether there was a signing key, and the last one was not removed so that releases need no signature.
    func requiresSignatures() throws -> Bool
    /// What people have set, by its name; apart from everything else that is kept beside it.
    func storedSettings() throws -> [String: String]
}

extension SettingReader {
    package func settingValues() throws -> SettingValues { SettingValues(stored: try storedSettings()) }
}

package protocol SettingWriter {
    /// A halt that ends leaves its instant behind.
    func setSystemHalted(_ halted: Bool) throws
    /// Keeps who halted what, and why; it is told as long as the halt holds.
    func noteHalt(of reach: StandingHalt.Reach, _ note: HaltNote) throws
    /// One of the same name is replaced.
    func setSigningKey(_ key: SigningKey) throws
    /// - Returns: whether there was one.
    func removeSigningKey(named name: String) throws -> Bool
    func setRequiresSignatures(_ required: Bool) throws
    /// One of the same name is replaced.
    func setSetting(_ name: String, to value: String) throws
}
