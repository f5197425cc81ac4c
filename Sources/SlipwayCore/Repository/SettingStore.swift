package protocol SettingReader {
    func systemHalt() throws -> SystemHalt
    /// Sorted by name.
    func signingKeys() throws -> [SigningKey]
}

package protocol SettingWriter {
    /// A halt that ends leaves its instant behind.
    func setSystemHalted(_ halted: Bool) throws
    /// One of the same name is replaced.
    func setSigningKey(_ key: SigningKey) throws
    /// - Returns: whether there was one.
    func removeSigningKey(named name: String) throws -> Bool
}
