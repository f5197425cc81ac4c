import SlipwayCore

/// Pausing, resuming and cancelling one batch, in one transaction.
///
/// A rollout of one batch and that batch have one pause: whichever of the two it comes through, both are moved here, and
/// the journal tells it of the batch. Where a rollout has several, a batch is moved by itself.
struct BatchStop: Sendable {
    let actor: Principal

    /// - Throws: BATCH_003; ROLLOUT_002 where the batch's rollout moves with it and cannot.
    func pause(_ batch: UpdateBatch, reason: String, in transaction: any RepositoryTransaction) throws {
        try move(batch, by: .paused, .paused, recording: .batchPaused, reason: reason, in: transaction)
    }

    /// Where its gate is broken, it goes on only if what is bad is accepted.
    ///
    /// - Throws: BATCH_003; ROLLOUT_002 where the batch's rollout moves with it and cannot; ROLLOUT_004; REQUEST_001
    ///   where the reason of an acceptance is empty.
    func resume(
        _ batch: UpdateBatch, acceptsBad: Bool, reason: String, in transaction: any RepositoryTransaction
    ) throws {
        var accepted = ""
        if try transaction.onlyBatch(of: batch.rolloutID) != nil {
            accepted = try GateJudgement.accept(
                batch.rolloutID, because: acceptsBad ? reason : nil, in: transaction)
            // The batch is held already, and nothing is locked after its rollout.
            if batch.status == .paused, try transaction.lockedRollout(batch.rolloutID) != nil {
                try RollbackRule.requireNoneOpen(of: batch.rolloutID, in: transaction)
            }
        }
        let detail = [reason, accepted].filter { !$0.isEmpty }.joined(separator: "; ")
        try move(batch, by: .resumed, .resumed, recording: .batchResumed, reason: detail, in: transaction)
    }

    /// Ends every device that has not flashed; a batch that is being cancelled, or was, stays as it is.
    ///
    /// - Throws: BATCH_003; ROLLOUT_002 where the batch's rollout moves with it and cannot.
    func cancel(_ batch: UpdateBatch, reason: String, in transaction: any RepositoryTransaction) throws {
        let state = try batch.status.after(.cancelled, counters: batch.counters)
        guard state != batch.status else { return }
        let failure = SessionFailure.cancelled(by: actor, reason: reason)
        let announced = NewEvent(.batchCancelling, by: actor, on: EventSubject(of: batch), detail: reason)
        try cancel(batch, as: failure, announced: [announced], in: transaction)
    }

    /// Carries out on one batch what was decided, and told, of its rollout; nothing where that is done already.
    func cancel(announced batch: UpdateBatch, in transaction: any RepositoryTransaction) throws {
        guard UpdateBatchState.cancellable.contains(batch.status),
            try transaction.rollout(batch.rolloutID)?.status == .cancelling
        else { return }
        let announced = try transaction.latestEvent(.batchCancelling, ofBatch: batch.id)
        let failure = SessionFailure.cancelled(
            byName: announced?.actorName ?? actor.name, reason: announced?.detail ?? "with its rollout")
        try cancel(batch, as: failure, announced: [], in: transaction)
    }

    private func cancel(
        _ batch: UpdateBatch, as failure: SessionFailure, announced: [NewEvent],
        in transaction: any RepositoryTransaction
    ) throws {
        try transaction.cancelDevices(
            of: batch.id, sessionsIn: UpdateSessionState.cancellable, failureReason: failure.text,
            reasonKey: failure.reasonKey)
        let left = try transaction.batch(batch.id) ?? batch
        let state = try batch.status.after(.cancelled, counters: left.counters)
        try transaction.setState(of: batch.id, to: state, failureReason: failure.text)
        try transaction.append(announced + BatchSettlement.events(of: left, ending: state, by: actor))
        if try transaction.onlyBatch(of: batch.rolloutID) != nil {
            try RolloutSettlement.judge(batch.rolloutID, after: .cancelled, by: actor, in: transaction)
        } else if state.isFinal {
            try RolloutSettlement.judge(batch.rolloutID, after: .settled, by: actor, in: transaction)
        }
    }

    private func move(
        _ batch: UpdateBatch, by event: UpdateBatchEvent, _ rolloutEvent: RolloutEvent, recording kind: EventKind,
        reason: String, in transaction: any RepositoryTransaction
    ) throws {
        let state = try batch.status.after(event, counters: batch.counters)
        guard state != batch.status else { return }
        try transaction.setState(of: batch.id, to: state, failureReason: batch.failureReason)
        try transaction.append([NewEvent(kind, by: actor, on: EventSubject(of: batch), detail: reason)])
        if try transaction.onlyBatch(of: batch.rolloutID) != nil {
            try RolloutSettlement.judge(
                batch.rolloutID, after: rolloutEvent, pause: RolloutPause(.operator, reason: reason, to: state),
                by: actor, in: transaction)
        }
    }
}

extension RolloutPause {
    /// None where the state is not a pause.
    fileprivate init?(_ cause: Cause, reason: String, to state: UpdateBatchState) {
        guard state == .paused else { return nil }
        self.init(cause, reason: reason)
    }
}
