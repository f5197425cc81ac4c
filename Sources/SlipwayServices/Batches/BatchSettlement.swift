import SlipwayCore

/// Ends a batch once its devices are final, and its rollout once its batches are, in the transaction that made them so.
enum BatchSettlement {
    /// All of them first, and then the rollouts of those that end: rollouts are locked last.
    static func settle(
        _ batches: Set<UpdateBatch.ID>, by actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        let rollouts = try batches.sorted().compactMap { id in
            try transaction.batch(id).flatMap { try end($0, by: actor, in: transaction) }
        }
        for rollout in Set(rollouts).sorted() {
            try RolloutSettlement.judge(rollout, after: .settled, by: actor, in: transaction)
        }
    }

    /// - Parameter batch: as it is since its device is final.
    static func settle(
        _ batch: UpdateBatch, by actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        guard let rollout = try end(batch, by: actor, in: transaction) else { return }
        try RolloutSettlement.judge(rollout, after: .settled, by: actor, in: transaction)
    }

    /// - Returns: its rollout, where it ends.
    private static func end(
        _ batch: UpdateBatch, by actor: Principal, in transaction: any RepositoryTransaction
    ) throws -> Rollout.ID? {
        let state = try batch.status.after(.settled, counters: batch.counters)
        guard state != batch.status else { return nil }
        try transaction.setState(of: batch.id, to: state, failureReason: failureReason(of: batch, ending: state))
        try transaction.append(events(of: batch, ending: state, by: actor))
        return batch.rolloutID
    }

    /// None for a state that is no end.
    static func events(of batch: UpdateBatch, ending state: UpdateBatchState, by actor: Principal) -> [NewEvent] {
        let kind: EventKind
        switch state {
        case .completed: kind = .batchCompleted
        case .failed: kind = .batchFailed
        case .cancelled: kind = .batchCancelled
        case .pending, .inProgress, .paused, .cancelling: return []
        }
        let counters = batch.counters
        let detail = "\(counters.succeeded) of \(counters.total) succeeded, \(counters.failed) failed"
        return [NewEvent(kind, by: actor, on: EventSubject(of: batch), detail: detail)]
    }

    private static func failureReason(of batch: UpdateBatch, ending state: UpdateBatchState) -> String? {
        switch state {
        case .failed: "none of its devices succeeded"
        // Why it was cancelled is known since then.
        case .cancelled: batch.failureReason
        case .pending, .inProgress, .paused, .cancelling, .completed: nil
        }
    }
}

extension EventSubject {
    init(of batch: UpdateBatch) {
        self.init(
            organizationID: batch.organizationID, firmwareID: batch.firmwareID, rolloutID: batch.rolloutID,
            batchID: batch.id)
    }
}
