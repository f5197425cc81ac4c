package protocol RolloutReader {
    /// Rollouts that are not final, the newest first.
    func openRollouts(in scope: OrganizationScope, limit: Int) throws -> [RolloutSummary]
    /// Rollouts that are final, the newest first.
    ///
    /// - Parameter id: the rollout after which the page starts; none for the first page.
    func endedRollouts(
        in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary]
    /// The newest first.
    ///
    /// - Parameter id: the batch after which the page starts; none for the first page.
    func batches(in scope: OrganizationScope, after id: UpdateBatch.ID?, limit: Int) throws -> [UpdateBatch]
    func live(_ batch: UpdateBatch.ID, limits: BatchLiveLimits) throws -> BatchLive?
    /// In the order of their ids.
    ///
    /// - Parameter filter: of ``BatchDeviceFields``.
    /// - Throws: REQUEST_001 where the filter is none of theirs.
    func devices(
        ofBatch id: UpdateBatch.ID, filter: Filter, at position: PagePosition<UpdateBatchDevice.ID>, limit: Int
    ) throws -> [BatchDeviceRow]
}
