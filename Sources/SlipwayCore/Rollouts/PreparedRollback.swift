/// The way back of a rollout as it was found after a gate had stopped it, for a person to start.
///
/// It is a survey, and no rollouts: what is started is always the way back of that moment, with the devices that took the
/// release meanwhile.
package struct PreparedRollback: Hashable, Sendable, Codable {
    /// Devices that go back to one release.
    package struct Group: Hashable, Sendable, Codable {
        package let version: String
        /// How many run the release that they leave.
        package let devices: Int
        /// How many are on their way to it, and go back if they take it.
        package let underWay: Int

        package init(version: String, devices: Int, underWay: Int) {
            self.version = version
            self.devices = devices
            self.underWay = underWay
        }

        private enum CodingKeys: String, CodingKey {
            case devices
            case version = "firmware_version"
            case underWay = "under_way"
        }
    }

    /// By their versions.
    package let groups: [Group]
    /// How many devices stay where they are, since what they ran before names no release.
    package let unknown: Int
    /// What keeps it from being started, as it was found; empty where nothing does.
    package let faults: [String]

    package init(groups: [Group], unknown: Int, faults: [String]) {
        self.groups = groups
        self.unknown = unknown
        self.faults = faults
    }

    /// Whether it can be started, as far as it was found.
    package var isReady: Bool { faults.isEmpty && !groups.isEmpty }

    /// Such as `1250 devices to 4.11.3 and 12 under way, 7 devices to 4.10.0; 3 stay`, or why it cannot be started.
    package var text: String {
        if faults.isEmpty, groups.isEmpty { return "no device is left to go back" }
        guard faults.isEmpty else { return "cannot be started: " + faults.joined(separator: "; ") }
        let parts = groups.map { group in
            "\(group.devices) \(group.devices == 1 ? "device" : "devices") to \(group.version)"
                + (group.underWay > 0 ? " and \(group.underWay) under way" : "")
        }
        return parts.joined(separator: ", ") + (unknown > 0 ? "; \(unknown) stay: what they ran is unknown" : "")
    }

    private enum CodingKeys: String, CodingKey {
        case groups, unknown, faults
    }
}

/// What a rollout has of a way back that a gate lets be prepared.
package struct RollbackDraft: Hashable, Sendable {
    /// Whether its plan asks for one.
    package let isWanted: Bool
    /// When it was looked for since the rollout stands still; none before, and once it goes on.
    package let preparedAt: Timestamp?
    /// As ``PreparedRollback`` is kept; none where it was started, or was not looked for.
    package let text: String?

    package init(isWanted: Bool = false, preparedAt: Timestamp? = nil, text: String? = nil) {
        self.isWanted = isWanted
        self.preparedAt = preparedAt
        self.text = text
    }
}
