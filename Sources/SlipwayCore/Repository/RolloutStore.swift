package protocol RolloutReader {
    func rollout(_ id: Rollout.ID) throws -> Rollout?
    /// Those that are open, or those that have ended, the newest first.
    ///
    /// - Parameter id: the rollout after which the page starts; none for the first page.
    func rollouts(
        in scope: OrganizationScope, areOpen: Bool, after id: Rollout.ID?, limit: Int
    ) throws -> [Rollout]
    /// Those of its batches that are in one of `states`, in the order of their sequence.
    func batches(
        of rollout: Rollout.ID, in states: Set<UpdateBatchState>, limit: Int
    ) throws -> [UpdateBatch.ID]
    /// Rollouts of the release that are not final, the oldest first.
    func openRollouts(of release: FirmwareRelease.ID) throws -> [Rollout.ID]
    /// The batch that has one pause with its rollout; none where the rollout has several, or a plan.
    func onlyBatch(of rollout: Rollout.ID) throws -> UpdateBatch.ID?
    /// What a creation has made that bore a key; none where it did not, or an older program took it.
    func requestedRollout(_ key: RequestKey) throws -> RequestedRollout?
    /// Open rollouts with a plan that may move on by themselves, those that begin or end by their schedule, and those of
    /// which devices are to be taken out, the oldest first.
    func rolloutsToConduct(limit: Int) throws -> [Rollout.ID]
    /// None where it has no plan.
    func plan(of rollout: Rollout.ID) throws -> RolloutFreeze?
    /// Who created it as a draft and who edited it then; none where it never was one.
    func authors(of rollout: Rollout.ID) throws -> [RolloutAuthor]
    func submissions(of rollout: Rollout.ID) throws -> RolloutSubmissions
    /// The waves of a rollout with a plan, in their order; none before it is frozen.
    func waves(of rollout: Rollout.ID) throws -> [RolloutWave]
    /// What their batches say together, set-wise; the cost grows with those.
    ///
    /// - Parameters:
    ///   - rollouts: with how many devices are in their batches.
    ///   - limit: of the causes of one rollout.
    func explanations(of rollouts: [Rollout.ID: Int], limit: Int) throws -> [Rollout.ID: RolloutExplanation]
    /// The causes alone; rollouts that have none are left out.
    func reasons(of rollouts: [Rollout.ID: Int], limit: Int) throws -> [Rollout.ID: [ReasonSummary]]
    /// The figures of all waves that have a batch, of all these rollouts.
    func waveCounters(of rollouts: [Rollout.ID]) throws -> [WaveID: BatchCounters]
    /// The waves of these rollouts that are open, soak or wait, or have passed, and the gates of them all, in their order.
    func armedWaves(of rollouts: [Rollout.ID]) throws -> [ArmedWave]
    /// The places of these rollouts, by shard; how many devices wait is not asked for.
    func placeShards(of rollouts: [Rollout.ID]) throws -> [Rollout.ID: [PlaceShard]]
    /// Those that have one.
    func plans(of rollouts: [Rollout.ID]) throws -> [Rollout.ID: StoredPlan]
    /// Devices that match a rollout's filter and were left out of it, by the reason.
    func exclusions(of rollout: Rollout.ID) throws -> [ReasonCode: Int]
    /// Looks at the next `count` devices in the order of their ids, whether they match or not.
    ///
    /// - Throws: REQUEST_001 where the filter is none of the devices'.
    func stretch(
        of filter: Filter, in scope: OrganizationScope, after cursor: Device.ID?, scanning count: Int,
        excluding exclusion: RolloutExclusion?
    ) throws -> TargetStretch
    /// Those of the devices that wait in the rollout, are or were in a batch of it, or were excluded from it.
    func members(among targets: [RankedTarget], of rollout: Rollout.ID) throws -> Set<Device.ID>
    /// Looks at the next few batches of the journal that a rollout is made of, in their order: those devices that are in no
    /// batch of it yet. Of ``JournalSource/taken(from:)`` they may run anything by now.
    ///
    /// - Parameter sequence: the last batch that was looked at; none before the first.
    func journal(
        _ source: JournalSource, for rollout: Rollout.ID, in scope: OrganizationScope, after sequence: Int64?,
        batches: Int, excluding exclusion: RolloutExclusion?
    ) throws -> JournalStretch
    /// Where the devices came from that took a rollout's release, or are on their way to it.
    func origins(of rollout: Rollout.ID, in scope: OrganizationScope) throws -> [JournalOrigin]
    func count(of group: RetryGroup, in rollout: Rollout.ID, _ scope: OrganizationScope) throws -> Int
    /// Rollouts that bring back devices of this one, the oldest first.
    func rollbacks(of rollout: Rollout.ID) throws -> [Rollout.ID]
    /// What an exclusion would mean for the devices that wait, or are open and have not flashed.
    func reach(of exclusion: RolloutExclusion, in rollout: Rollout.ID) throws -> ExclusionReach
    /// The first batch after this sequence that is under way.
    func batchUnderWay(of rollout: Rollout.ID, after sequence: Int) throws -> (id: UpdateBatch.ID, sequence: Int)?
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
    /// Writes a rollout that is a draft, scheduled or pending, and has no batch yet, and the key of its request, which the
    /// caller holds.
    func insert(_ rollout: NewRollout) throws -> Rollout.ID
    /// Holds the rollout until the end of the write, and reads it after that: everyone who held it before has committed,
    /// so that its figures count what they did. Nothing that others wait for may be locked after it.
    func lockedRollout(_ id: Rollout.ID) throws -> Rollout?
    /// Keeps who wrote a draft; a repeat changes nothing.
    func add(_ author: RolloutAuthor, to rollout: Rollout.ID) throws
    /// - Parameters:
    ///   - count: how many devices it finds.
    ///   - plan: as of ``RolloutSubmissions``.
    func submit(_ rollout: Rollout.ID, by name: String, count: Int, plan: String) throws
    /// - Parameter count: how many devices it finds.
    func approve(_ rollout: Rollout.ID, by name: String, count: Int) throws
    /// Writes what a draft is now, which raises its revision; it is neither submitted nor approved any more.
    func edit(_ rollout: Rollout.ID, name: String, plan: String, preparesRollback: Bool) throws
    /// Writes what of its plan became another while it runs, which raises its revision.
    ///
    /// - Parameter version: the first one that can say all of the plan; the rollout keeps a later one.
    func noteEdit(of rollout: Rollout.ID, plan: String, version: Int) throws
    /// Sets the rollout's state, and nothing else's. Whatever it leaves `paused` for, that instant is its `resumedAt`; where
    /// it leaves `scheduled` for `pending`, its start has come. Where it goes on, its prepared way back is gone.
    ///
    /// - Parameter pause: why it is paused from now on; none for every other state.
    func setState(of rollout: Rollout.ID, to state: RolloutState, pause: RolloutPause?) throws
    /// Notes that the way back was looked for now; it is not looked for again before the rollout has gone on.
    ///
    /// - Parameter text: of ``RollbackDraft``; none where it is started.
    func setRollbackDraft(_ text: String?, of rollout: Rollout.ID) throws
    /// Lets its devices update in this window alone, until it gets the next.
    func setWindow(of rollout: Rollout.ID, to window: MaintenanceWindow) throws
    /// Lets at most so many of its devices be in flight, and begin in a minute, from now on. Where more are in flight,
    /// none begins before they are fewer than that.
    ///
    /// - Parameter joinsPerMinute: none for no such limit.
    func setPace(of rollout: Rollout.ID, maximumInFlight: Int, joinsPerMinute: Int?) throws
    /// Lets all its downloads together take so many bytes a second from now on; none for no limit.
    func setBandwidth(of rollout: Rollout.ID, to bytesPerSecond: Int?) throws
    /// Moves places from shards where they are idle to such whose devices wait for one; nothing where none waits.
    ///
    /// - Returns: whether it has moved any.
    @discardableResult
    func rebalancePlaces(of rollout: Rollout.ID) throws -> Bool
    /// Writes devices that wait for their wave, set-wise. Of those that cover their hardware version the first few of each
    /// do so still, over all calls together.
    func insert(_ targets: [RankedTarget], of rollout: Rollout.ID) throws
    /// Counts devices that are left out from the beginning.
    func exclude(_ counts: [ReasonCode: Int], from rollout: Rollout.ID) throws
    /// Counts the targets that were inserted, and notes how far the fleet was looked at. The rollout is locked by it.
    ///
    /// - Parameter cursor: none where it is settled now who takes part.
    func noteFreeze(of rollout: Rollout.ID, adding count: Int, upTo cursor: Int64?) throws
    /// Begins a walk through a journal, or waits for the next one.
    ///
    /// - Parameter instant: of the next one; none where it begins.
    func noteWalk(_ walk: JournalWalk, of rollout: Rollout.ID, nextAt instant: Timestamp?) throws
    /// Notes how far a rollout looked for later devices, and counts those that were inserted. The rollout is locked by it.
    ///
    /// - Parameters:
    ///   - cursor: none where the look is over.
    ///   - instant: of the next look; none while one goes on.
    func noteLook(of rollout: Rollout.ID, adding count: Int, upTo cursor: Int64?, nextAt instant: Timestamp?) throws
    /// Keeps that these devices never join the rollout later.
    func leaveOut(_ devices: [Device.ID], of rollout: Rollout.ID) throws
    /// Lets a wave take so many more devices, the rollout's last ones.
    func grow(_ wave: WaveID, by count: Int) throws
    /// - Parameter exclusion: as far as its devices are taken out.
    func setExclusion(_ exclusion: StandingExclusion, of rollout: Rollout.ID) throws
    /// Looks at the next `count` devices that wait, and removes those that are excluded.
    ///
    /// - Parameters:
    ///   - place: the last that was looked at; none before the first.
    ///   - isForGood: whether it is kept that they never join later.
    func removeTargets(
        of rollout: Rollout.ID, excludedBy exclusion: RolloutExclusion, after place: StandingExclusion.TargetPlace?,
        scanning count: Int, isForGood: Bool
    ) throws -> ExcludedTargets
    /// Fails the excluded devices of a batch, which is held, that are pending or whose session is in one of `states`, and
    /// cancels the session.
    ///
    /// - Returns: how many.
    func cancelDevices(
        of batch: UpdateBatch.ID, excludedBy exclusion: RolloutExclusion, sessionsIn states: Set<UpdateSessionState>,
        failureReason: String, reasonKey: ReasonKey
    ) throws -> Int
    /// Counts targets that were taken away. The rollout is locked by it.
    func noteTaken(_ count: Int, from rollout: Rollout.ID) throws
    /// Removes the first targets.
    ///
    /// - Returns: how many.
    func removeTargets(of rollout: Rollout.ID, limit: Int) throws -> Int
    /// Writes a wave of a rollout with a plan.
    func insert(_ wave: RolloutWave, gate: GateRule) throws
    /// Sets the wave's state, and the instants that come with it; what let it pass, where it does.
    func setState(of wave: WaveID, to state: WaveState, pass: WavePass?) throws
    /// Moves the first targets of the rollout into a new batch of the wave, set-wise, and counts them as formed there; those
    /// whose devices do not exist any more are only taken away.
    ///
    /// - Returns: none where there are no targets.
    func formBatch(of wave: WaveID, limit: Int) throws -> FormedBatch?
    /// Holds the gate until the end of the write, and reads it after that: every earlier holder has committed, so that
    /// figures that are read now count all that they recorded. Only rollouts may be locked after it.
    func lockedGate(of wave: WaveID) throws -> WaveGate?
    /// Lets another rule count from now on; it must be held.
    func setGate(_ rule: GateRule, of wave: WaveID) throws
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
