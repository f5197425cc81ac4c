import SlipwayCore

/// Ends a batch once its devices are final, in the transaction that made them so.
enum BatchSettlement {
    static func settle(
        _ id: UpdateBatch.ID, by actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        guard let batch = try transaction.batch(id) else { return }
        let state = try batch.status.after(.settled, counters: batch.counters)
        guard state != batch.status else { return }
        try transaction.setState(of: id, to: state, failureReason: failureReason(of: batch, ending: state))
        try transaction.append(events(of: batch, ending: state, by: actor))
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
