import SlipwayCore
import SlipwayServices

/// What a way back consists of, or would.
package struct RollbackDocument: Encodable {
    private let rollbacks: [Group]
    private let unknownOrigins: [Unknown]
    private let wasRepeat: Bool

    package init(_ rollback: Rollback) {
        rollbacks = rollback.groups.map { Group(group: $0) }
        unknownOrigins = rollback.unknown.map { Unknown(version: $0.version, devices: $0.devices) }
        wasRepeat = rollback.wasRepeat
    }

    private struct Group: Encodable {
        let group: Rollback.Group

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(group.release.id, forKey: .firmwareID)
            try container.encode(group.release.version, forKey: .firmwareVersion)
            try container.encode(group.devices, forKey: .devices)
            try container.encode(group.underWay, forKey: .underWay)
            try container.encode(group.rollout.map { RolloutDocument($0) }, forKey: .rollout)
        }

        private enum CodingKeys: String, CodingKey {
            case devices, rollout
            case firmwareID = "firmware_id"
            case firmwareVersion = "firmware_version"
            case underWay = "under_way"
        }
    }

    private struct Unknown: Encodable {
        /// Empty where it was not known at all.
        let version: String
        let devices: Int
    }

    static let sample = RollbackDocument(
        Rollback(
            groups: [Rollback.Group(release: .sample, devices: 1_250, underWay: 12, rollout: .sample)],
            unknown: [Rollback.Unknown(version: "", devices: 3)], wasRepeat: false))
}

/// What an exclusion means for a rollout, or would.
package struct ExclusionDocument: Encodable {
    private let filter: String
    private let devices: Int
    private let rollout: RolloutDocument

    package init(_ excluded: ExcludedDevices) {
        filter = excluded.filter.description
        devices = excluded.devices
        rollout = RolloutDocument(excluded.rollout)
    }

    static let sample = ExclusionDocument(
        ExcludedDevices(rollout: .sample, filter: Filter([FilterTerm(.prefix("hardware=C"))]), devices: 12_500))
}
