package protocol EventReader {
    /// The newest first.
    func events(ofBatch id: UpdateBatch.ID, limit: Int) throws -> [Event]
    /// The newest of this kind.
    func latestEvent(_ kind: EventKind, ofBatch id: UpdateBatch.ID) throws -> Event?
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: EventQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Event>
    func count(of query: EventQuery, in scope: OrganizationScope) throws -> ListCount
    /// The newest first.
    func events(ofDevice id: Device.ID, in scope: OrganizationScope, limit: Int) throws -> [Event]
    /// What others have committed since a cursor: each event once and none left out, even if some were slow. For a
    /// read, since what a write has done itself is not committed yet.
    ///
    /// - Parameter cursor: none to begin from now on; that page is empty.
    func feed(after cursor: EventCursor?, limit: Int, in scope: OrganizationScope) throws -> EventFeedPage
}

package protocol EventWriter {
    func append(_ events: [NewEvent]) throws
}
