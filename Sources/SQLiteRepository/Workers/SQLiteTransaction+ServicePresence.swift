import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func servicePresence() throws -> ServicePresence? {
        let settings = try settings((Self.seenKey, Self.sinceKey))
        guard let seenAt = settings[Self.seenKey].flatMap(Timestamp.init(setting:)) else { return nil }
        return ServicePresence(
            seenAt: seenAt, since: settings[Self.sinceKey].flatMap(Timestamp.init(setting:)))
    }

    func setServicePresence(_ presence: ServicePresence) throws {
        try set(Self.seenKey, to: presence.seenAt.setting)
        if let since = presence.since { try set(Self.sinceKey, to: since.setting) }
    }

    private static let seenKey = "service_seen_at"
    private static let sinceKey = "service_present_since"
}
