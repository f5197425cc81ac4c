/// A customer or department: owns devices, up to a limit.
package struct Organization: Hashable, Sendable, Encodable {
    package typealias ID = RecordID<Organization>

    package enum Environment: String, CaseIterable, Hashable, Sendable, Codable {
        case staging
        case production
    }

    package let id: ID
    /// Unique; never changes.
    package let name: String
    package var displayName: String
    package var environment: Environment
    package var active: Bool
    package var deviceLimit: Int
    /// Kept by the database in the transaction that adds or removes a device.
    package var deviceCount: Int
    /// Of its own releases.
    package var bareSignatures: BareSignatureRule
    /// Of the IANA database, such as `Europe/Berlin`: where the times of its rollouts count unless a plan names another.
    package var timeZone: String
    package var approval: ApprovalRule
    /// Nothing is offered, acknowledged or fed to its devices while it is set.
    package var halted: Bool
    /// Whose halt it is; while halted, none counts as ``HaltReach/all``.
    package var haltReach: HaltReach?
    /// When the latest halt ended; deadlines start again from it.
    package var haltReleasedAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, name: String, displayName: String, environment: Environment, active: Bool, deviceLimit: Int,
        deviceCount: Int, bareSignatures: BareSignatureRule = .inherited,
        timeZone: String = NewOrganization.defaultTimeZone, approval: ApprovalRule = .off, halted: Bool,
        haltReach: HaltReach?, haltReleasedAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.environment = environment
        self.active = active
        self.deviceLimit = deviceLimit
        self.deviceCount = deviceCount
        self.bareSignatures = bareSignatures
        self.timeZone = timeZone
        self.approval = approval
        self.halted = halted
        self.haltReach = haltReach
        self.haltReleasedAt = haltReleasedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Whose halt of one organization it is: only as much reach releases it.
package enum HaltReach: String, CaseIterable, Hashable, Sendable, Codable {
    /// Set by a principal of the organization itself.
    case organization
    /// Set by a principal of all organizations.
    case all

    package init(of scope: OrganizationScope) {
        switch scope {
        case .all: self = .all
        case .one: self = .organization
        }
    }
}

/// What it takes to create an organization.
package struct NewOrganization: Hashable, Sendable {
    package static let defaultDeviceLimit = 100
    package static let deviceLimits = 0...10_000_000
    package static let defaultTimeZone = "UTC"

    package let name: String
    package let displayName: String
    package let environment: Organization.Environment
    package let deviceLimit: Int
    package let timeZone: String
    package let approval: ApprovalRule

    /// - Parameter approval: none for that of its environment.
    package init(
        name: String, displayName: String? = nil, environment: Organization.Environment,
        deviceLimit: Int = NewOrganization.defaultDeviceLimit, timeZone: String = NewOrganization.defaultTimeZone,
        approval: ApprovalRule? = nil
    ) {
        self.name = name
        self.displayName = displayName ?? name
        self.environment = environment
        self.deviceLimit = deviceLimit
        self.timeZone = timeZone
        self.approval = approval ?? .standard(in: environment)
    }

    /// Everything that is wrong with it but the zone, in the order of the fields; the empty name is ORG_004 and not among them.
    package var faults: [FieldFault] {
        var faults = FieldRule.name.faults(of: name, field: "name")
        faults += FieldRule.text.faults(of: displayName, field: "display_name")
        if !Self.deviceLimits.contains(deviceLimit) {
            faults.append(FieldFault(field: "device_limit", fault: "must be from 0 to \(Self.deviceLimits.upperBound)"))
        }
        return faults
    }
}
