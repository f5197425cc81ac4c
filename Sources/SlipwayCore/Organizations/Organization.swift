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
    /// Nothing is offered, acknowledged or fed to its devices while it is set.
    package var halted: Bool
    /// When the latest halt ended; deadlines start again from it.
    package var haltReleasedAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, name: String, displayName: String, environment: Environment, active: Bool, deviceLimit: Int,
        deviceCount: Int, halted: Bool, haltReleasedAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.environment = environment
        self.active = active
        self.deviceLimit = deviceLimit
        self.deviceCount = deviceCount
        self.halted = halted
        self.haltReleasedAt = haltReleasedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
