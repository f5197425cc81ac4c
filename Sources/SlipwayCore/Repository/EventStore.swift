package protocol EventReader {
    /// The newest first.
    func events(ofBatch id: UpdateBatch.ID, limit: Int) throws -> [Event]
    /// The newest first.
    func events(ofDevice id: Device.ID, in scope: OrganizationScope, limit: Int) throws -> [Event]
    /// The newest first.
    func events(in scope: OrganizationScope, before id: Event.ID?, limit: Int) throws -> [Event]
}

package protocol EventWriter {
    func append(_ events: [NewEvent]) throws
}
