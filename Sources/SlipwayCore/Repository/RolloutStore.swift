package protocol RolloutReader {
    /// Rollouts that are not final, the newest first.
    func openRollouts(in scope: OrganizationScope, limit: Int) throws -> [RolloutSummary]
    /// Rollouts that are final, the newest first.
    ///
    /// - Parameter id: the rollout after which the page starts; none for the first page.
    func endedRollouts(
        in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary]
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: BatchQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<BatchRow>
    func count(of query: BatchQuery, in scope: OrganizationScope) throws -> ListCount
    func live(_ batch: UpdateBatch.ID, limits: BatchLiveLimits) throws -> BatchLive?
    /// In the order of their ids.
    ///
    /// - Parameter filter: of ``BatchDeviceFields``.
    /// - Throws: REQUEST_001 where the filter is none of theirs.
    func devices(
        ofBatch id: UpdateBatch.ID, filter: Filter, at position: PagePosition<UpdateBatchDevice.ID>, limit: Int
    ) throws -> [BatchDeviceRow]
}
