import SlipwayCore

/// What to change of an organization; what is none stays.
package struct OrganizationChange: Hashable, Sendable {
    package var displayName: String?
    package var environment: Organization.Environment?
    package var active: Bool?
    package var deviceLimit: Int?

    package init(
        displayName: String? = nil, environment: Organization.Environment? = nil, active: Bool? = nil,
        deviceLimit: Int? = nil
    ) {
        self.displayName = displayName
        self.environment = environment
        self.active = active
        self.deviceLimit = deviceLimit
    }

    /// The organization as it becomes.
    func applied(to organization: Organization) -> Organization {
        var changed = organization
        changed.displayName = displayName ?? organization.displayName
        changed.environment = environment ?? organization.environment
        changed.active = active ?? organization.active
        changed.deviceLimit = deviceLimit ?? organization.deviceLimit
        return changed
    }

    /// What differs between the two, in words.
    static func words(from old: Organization, to new: Organization) -> String {
        var parts: [String] = []
        if old.displayName != new.displayName { parts.append("display name \(new.displayName)") }
        if old.environment != new.environment { parts.append("environment \(new.environment.rawValue)") }
        if old.active != new.active { parts.append(new.active ? "active" : "inactive") }
        if old.deviceLimit != new.deviceLimit { parts.append("device limit \(old.deviceLimit) to \(new.deviceLimit)") }
        return parts.joined(separator: ", ")
    }
}
