import SlipwayCore

extension Timestamp {
    /// As the value of a setting.
    package var setting: String { String(milliseconds) }

    package init?(setting: String) {
        guard let milliseconds = Int64(setting) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
