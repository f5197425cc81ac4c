package protocol EventReader {
    /// The newest first.
    func events(ofBatch id: UpdateBatch.ID, limit: Int) throws -> [Event]
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: EventQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Event>
    func count(of query: EventQuery, in scope: OrganizationScope) throws -> ListCount
    /// The newest first.
    func events(ofDevice id: Device.ID, in scope: OrganizationScope, limit: Int) throws -> [Event]
}

package protocol EventWriter {
    func append(_ events: [NewEvent]) throws
}
