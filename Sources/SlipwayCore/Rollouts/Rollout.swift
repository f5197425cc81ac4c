/// One release on its way to a part of the fleet, in one or more batches.
package struct Rollout: Hashable, Sendable {
    package typealias ID = RecordID<Rollout>

    package static let defaultMaximumInFlight = 100

    package let id: ID
    /// None where its devices belong to several organizations.
    package let organizationID: Organization.ID?
    package let name: String
    package let firmwareID: FirmwareRelease.ID
    package var status: RolloutState
    /// At most so many of its sessions are acknowledged, downloading or flashed at a time.
    package var maximumInFlight: Int
    /// When its latest pause ended; the deadlines of all its sessions start again from it.
    package var resumedAt: Timestamp?
    package let createdBy: String
    package var counters: BatchCounters
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, organizationID: Organization.ID?, name: String, firmwareID: FirmwareRelease.ID, status: RolloutState,
        maximumInFlight: Int, resumedAt: Timestamp?, createdBy: String, counters: BatchCounters, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.name = name
        self.firmwareID = firmwareID
        self.status = status
        self.maximumInFlight = maximumInFlight
        self.resumedAt = resumedAt
        self.createdBy = createdBy
        self.counters = counters
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What it takes to create a rollout.
package struct NewRollout: Hashable, Sendable {
    package let name: String
    package let organizationID: Organization.ID?
    package let firmwareID: FirmwareRelease.ID
    package let maximumInFlight: Int
    package let createdBy: String
    /// Makes creating it again the same creation.
    package let request: RequestKey?

    package init(
        name: String, organizationID: Organization.ID?, firmwareID: FirmwareRelease.ID, maximumInFlight: Int,
        createdBy: String, request: RequestKey? = nil
    ) {
        self.name = name
        self.organizationID = organizationID
        self.firmwareID = firmwareID
        self.maximumInFlight = maximumInFlight
        self.createdBy = createdBy
        self.request = request
    }
}
