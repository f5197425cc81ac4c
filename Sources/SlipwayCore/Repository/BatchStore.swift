package protocol BatchWriter {
    /// Writes one more batch of the rollout, the next in its sequence and of the shard whose turn it is, and the devices
    /// as pending, set-wise.
    ///
    /// - Throws: BATCH_003 where `retryOf` has been retried already.
    func insert(
        _ devices: [NewBatchDevice], into rollout: Rollout.ID, retryOf: UpdateBatch.ID?
    ) throws -> UpdateBatch
    /// Takes the batch that has waited longest, that no worker holds and whose rollout lets it start, counts the attempt,
    /// and lets it wait for `backoff(attempt)` should this worker die. Attempts before the batch, or its rollout, was last
    /// resumed count no longer.
    func claimBatch(
        owner: String, lease: Duration, backoff: @Sendable (Int) -> Duration
    ) throws -> BatchClaim?
    /// Starts sessions and fails what cannot start, set-wise; a device that got another open session meanwhile fails
    /// as already updating.
    func start(_ starts: [SessionStart], of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp)
        throws
    /// Ends the claim before its lease does, and changes nothing else; nothing at all where it is no longer the latest.
    func giveUp(_ claim: BatchClaim) throws
    /// Lets batches wait no longer that wait further ahead than they can.
    func endImplausibleWaits() throws
    /// Ends the claim as if it had not been made, for another one from `instant` on.
    ///
    /// - Returns: false, with nothing changed, where the claim is no longer the latest, or another transaction holds the
    ///   batch; it waits for none.
    func giveBack(_ claim: BatchClaim, until instant: Timestamp) throws -> Bool
    /// Fails what is pending as cancelled, and cancels the sessions that are in one of `states`, set-wise; their devices
    /// fail with them, and are silent no more. The batch keeps its state.
    func cancelDevices(
        of batch: UpdateBatch.ID, sessionsIn states: Set<UpdateSessionState>, failureReason: String,
        reasonKey: ReasonKey
    ) throws
    /// Sets the batch's state, and nothing else's.
    func setState(of batch: UpdateBatch.ID, to state: UpdateBatchState, failureReason: String?) throws
}
