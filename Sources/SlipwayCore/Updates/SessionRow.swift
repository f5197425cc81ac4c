/// One row of the list of update sessions.
package struct SessionRow: Hashable, Sendable {
    package let session: UpdateSession
    package let deviceUID: String
    package let organizationID: Organization.ID
    package let organizationName: String
    package let firmwareVersion: String
    /// None where the session was started for its device alone.
    package let batchID: UpdateBatch.ID?

    package init(
        session: UpdateSession, deviceUID: String, organizationID: Organization.ID, organizationName: String,
        firmwareVersion: String, batchID: UpdateBatch.ID?
    ) {
        self.session = session
        self.deviceUID = deviceUID
        self.organizationID = organizationID
        self.organizationName = organizationName
        self.firmwareVersion = firmwareVersion
        self.batchID = batchID
    }
}
