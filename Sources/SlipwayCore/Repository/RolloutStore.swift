package protocol RolloutReader {
    func rollout(_ id: Rollout.ID) throws -> Rollout?
    /// Those of its batches that are in one of `states`, in the order of their sequence.
    func batches(
        of rollout: Rollout.ID, in states: Set<UpdateBatchState>, limit: Int
    ) throws -> [UpdateBatch.ID]
    /// The first batch in one of `states` whose rollout is being cancelled; none where there is nothing to do.
    ///
    /// - Parameter others: those that are passed over.
    func batchToCancel(
        in states: Set<UpdateBatchState>, except others: [UpdateBatch.ID]
    ) throws -> UpdateBatch.ID?
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

package protocol RolloutWriter {
    /// Writes a rollout that is pending and has no batch yet, and the key of its request, which the caller holds.
    func insert(_ rollout: NewRollout) throws -> Rollout.ID
    /// Holds the rollout until the end of the write, and reads it after that: everyone who held it before has committed,
    /// so that its figures count what they did. Nothing that others wait for may be locked after it.
    func lockedRollout(_ id: Rollout.ID) throws -> Rollout?
    /// Sets the rollout's state, and nothing else's. Whatever it leaves `paused` for, that instant is its `resumedAt`.
    func setState(of rollout: Rollout.ID, to state: RolloutState) throws
}
