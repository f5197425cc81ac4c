import SlipwayCore

/// What to change of an organization; what is none stays.
package struct OrganizationChange: Hashable, Sendable {
    package var displayName: String?
    package var environment: Organization.Environment?
    package var active: Bool?
    package var deviceLimit: Int?
    package var bareSignatures: BareSignatureRule?
    package var timeZone: String?
    package var approval: ApprovalRule?

    package init(
        displayName: String? = nil, environment: Organization.Environment? = nil, active: Bool? = nil,
        deviceLimit: Int? = nil, bareSignatures: BareSignatureRule? = nil, timeZone: String? = nil,
        approval: ApprovalRule? = nil
    ) {
        self.displayName = displayName
        self.environment = environment
        self.active = active
        self.deviceLimit = deviceLimit
        self.bareSignatures = bareSignatures
        self.timeZone = timeZone
        self.approval = approval
    }

    /// The organization as it becomes.
    func applied(to organization: Organization) -> Organization {
        var changed = organization
        changed.displayName = displayName ?? organization.displayName
        changed.environment = environment ?? organization.environment
        changed.active = active ?? organization.active
        changed.deviceLimit = deviceLimit ?? organization.deviceLimit
        changed.bareSignatures = bareSignatures ?? organization.bareSignatures
        changed.timeZone = timeZone ?? organization.timeZone
        changed.approval = approval ?? organization.approval
        return changed
    }

    /// Whether something differs that an organization is given and does not give itself; it may refuse bare signatures,
    /// and ask for approval.
    static func isGranted(from old: Organization, to new: Organization) -> Bool {
        old.environment != new.environment || old.active != new.active || old.deviceLimit != new.deviceLimit
            || old.bareSignatures != new.bareSignatures && new.bareSignatures != .refused
            || new.approval < old.approval
    }

    /// What differs between the two, in words.
    static func text(from old: Organization, to new: Organization) -> String {
        var parts: [String] = []
        if old.displayName != new.displayName { parts.append("display name \(new.displayName)") }
        if old.environment != new.environment { parts.append("environment \(new.environment.rawValue)") }
        if old.active != new.active { parts.append(new.active ? "active" : "inactive") }
        if old.deviceLimit != new.deviceLimit { parts.append("device limit \(old.deviceLimit) to \(new.deviceLimit)") }
        if old.bareSignatures != new.bareSignatures {
            parts.append("bare signatures \(old.bareSignatures.rawValue) to \(new.bareSignatures.rawValue)")
        }
        if old.timeZone != new.timeZone { parts.append("time zone \(old.timeZone) to \(new.timeZone)") }
        if old.approval != new.approval {
            parts.append("approval \(old.approval.rawValue) to \(new.approval.rawValue)")
        }
        return parts.joined(separator: ", ")
    }
}
