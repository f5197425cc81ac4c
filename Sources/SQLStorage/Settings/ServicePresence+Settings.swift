import SlipwayCore

extension ServicePresence {
    private static let seenKey = "service_seen_at"
    private static let sinceKey = "service_present_since"

    package static let settingKeys = (seenKey, sinceKey)

    /// None where none has been seen.
    package init?(settings: [String: String]) {
        guard let seenAt = settings[Self.seenKey].flatMap(Timestamp.init(setting:)) else { return nil }
        self.init(seenAt: seenAt, since: settings[Self.sinceKey].flatMap(Timestamp.init(setting:)))
    }

    /// What is to be set.
    package var settings: [(key: String, value: String)] {
        [(Self.seenKey, seenAt.setting)] + (since.map { [(Self.sinceKey, $0.setting)] } ?? [])
    }
}

extension Timestamp {
    /// As the value of a setting.
    package var setting: String { String(milliseconds) }

    package init?(setting: String) {
        guard let milliseconds = Int64(setting) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
