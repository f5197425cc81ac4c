import SlipwayCore

/// Judges a rollout by its own machine, in the transaction that moves one of its batches.
///
/// The rollout is locked here, after the batch and everything of it: its holder has counted what it did itself, and
/// sees all that was counted before, so that of the last two batches the later one to end ends the rollout.
enum RolloutSettlement {
    /// - Parameter pause: why the event pauses it, where it does.
    /// - Throws: ROLLOUT_002 where the event is illegal in the rollout's state.
    static func judge(
        _ id: Rollout.ID, after event: RolloutEvent, pause: RolloutPause? = nil, by actor: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        guard let rollout = try transaction.lockedRollout(id) else { return }
        let state = try rollout.status(after: event)
        guard state != rollout.status else { return }
        try transaction.setState(of: id, to: state, pause: pause)
        // That of a rollout of one batch is told by the end of the batch.
        guard state.isFinal, try transaction.onlyBatch(of: id) == nil else { return }
        try transaction.append([Self.event(ending: rollout, as: state, by: actor)])
    }

    static func event(ending rollout: Rollout, as state: RolloutState, by actor: Principal) -> NewEvent {
        let counters = rollout.counters
        let detail =
            "\(state.rawValue): \(counters.succeeded) of \(counters.total) succeeded, \(counters.failed) failed"
        return NewEvent(.rolloutEnded, by: actor, on: EventSubject(of: rollout), detail: detail)
    }
}

extension EventSubject {
    init(of rollout: Rollout) {
        self.init(organizationID: rollout.organizationID, firmwareID: rollout.firmwareID, rolloutID: rollout.id)
    }
}
