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
    /// The gates of its waves, in their order.
    func gates(of rollout: Rollout.ID) throws -> [WaveGate]
    /// Those of the batches whose wave has a gate, in the order of their ids.
    func gatedBatches(among batches: [UpdateBatch.ID]) throws -> [GatedBatch]
    /// The figures of all batches of a wave together.
    func counters(of wave: WaveID) throws -> BatchCounters
    /// With the devices that wait for one, of batches that are under way and not paused.
    func places(of rollout: Rollout.ID) throws -> RolloutPlaces?
    /// Those of the rollouts in progress whose places lie in several shards, where one of these has none left.
    func rolloutsWithFullShards() throws -> [Rollout.ID]
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
    ///
    /// - Parameter pause: why it is paused from now on; none for every other state.
    func setState(of rollout: Rollout.ID, to state: RolloutState, pause: RolloutPause?) throws
    /// Lets at most so many of its devices be in flight, and begin in a minute, from now on. Where more are in flight,
    /// none begins before they are fewer than that.
    ///
    /// - Parameter joinsPerMinute: none for no such limit.
    func setPace(of rollout: Rollout.ID, maximumInFlight: Int, joinsPerMinute: Int?) throws
    /// Moves places from shards where they are idle to such whose devices wait for one; nothing where none waits.
    ///
    /// - Returns: whether it has moved any.
    @discardableResult
    func rebalancePlaces(of rollout: Rollout.ID) throws -> Bool
    /// Holds the gate until the end of the write, and reads it after that: every earlier holder has committed, so that
    /// figures that are read now count all that they recorded. Only rollouts may be locked after it.
    func lockedGate(of wave: WaveID) throws -> WaveGate?
    /// Notes that the gate was broken by the figures, now.
    func setTripped(_ wave: WaveID, by counters: BatchCounters) throws
    /// Lets the gate count from these figures on; it is not broken any more.
    func accept(_ counters: BatchCounters, at wave: WaveID) throws
}

extension RolloutWriter {
    package func setState(of rollout: Rollout.ID, to state: RolloutState) throws {
        try setState(of: rollout, to: state, pause: nil)
    }
}
