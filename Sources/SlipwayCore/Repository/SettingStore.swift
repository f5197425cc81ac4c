package protocol SettingReader {
    func systemHalt() throws -> SystemHalt
}

package protocol SettingWriter {
    /// A halt that ends leaves its instant behind.
    func setSystemHalted(_ halted: Bool) throws
}
