package protocol BatchWriter {
    /// Writes the rollout, its one batch as wave 1, and the devices as pending, set-wise.
    func insert(
        _ rollout: NewRollout, devices: [NewBatchDevice], retryOf: UpdateBatch.ID?
    ) throws -> UpdateBatch
    /// Takes the batch that has waited longest and that nobody holds, counts the attempt, and lets it wait for
    /// `backoff(attempt)` should this worker die.
    func claimBatch(
        owner: String, lease: Duration, backoff: @Sendable (Int) -> Duration
    ) throws -> BatchClaim?
    /// Whether the claim is still the latest; every write of its holder asks first.
    func holds(_ claim: BatchClaim) throws -> Bool
    /// Starts sessions and fails what cannot start, set-wise; a device that got another open session meanwhile fails
    /// as already updating.
    func start(_ starts: [SessionStart], of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp)
        throws
    /// Ends the claim before its lease does, and changes nothing else; nothing at all where it is no longer the latest.
    func giveUp(_ claim: BatchClaim) throws
    /// Fails what is pending as cancelled, and cancels the sessions that are in one of `states`, set-wise; their devices
    /// fail with them, and are silent no more. The batch keeps its state.
    func cancelDevices(
        of batch: UpdateBatch.ID, sessionsIn states: Set<UpdateSessionState>, failureReason: String,
        reasonKey: ReasonKey
    ) throws
    /// Sets the batch's state, and that of its rollout after it.
    func setState(of batch: UpdateBatch.ID, to state: UpdateBatchState, failureReason: String?) throws
}
