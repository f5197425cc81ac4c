import SlipwayCore

extension ServicePresence {
    private static let seenKey = "service_seen_at"
    private static let sinceKey = "service_present_since"

    package static let settingKeys = (seenKey, sinceKey)

    /// None where nobody has been seen.
    package init?(settings: [String: String]) {
        guard let seenAt = settings[Self.seenKey].flatMap(Timestamp.init(setting:)) else { return nil }
        self.init(seenAt: seenAt, since: settings[Self.sinceKey].flatMap(Timestamp.init(setting:)))
    }

    /// What is to be set.
    package var settings: [(key: String, value: String)] {
        [(Self.seenKey, seenAt.setting)] + (since.map { [(Self.sinceKey, $0.setting)] } ?? [])
    }
}
