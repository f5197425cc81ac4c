/// What it takes to create a rollout.
package struct NewRollout: Hashable, Sendable {
    package let name: String
    package let organizationID: Organization.ID?
    package let firmwareID: FirmwareRelease.ID
    package let maximumInFlight: Int
    package let createdBy: String
    package let requestID: String?

    package init(
        name: String, organizationID: Organization.ID?, firmwareID: FirmwareRelease.ID, maximumInFlight: Int,
        createdBy: String, requestID: String?
    ) {
        self.name = name
        self.organizationID = organizationID
        self.firmwareID = firmwareID
        self.maximumInFlight = maximumInFlight
        self.createdBy = createdBy
        self.requestID = requestID
    }
}
