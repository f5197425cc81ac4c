import SlipwayCore

/// Takes the next excluded devices out of a rollout, in a transaction that holds it by name: those that wait first, and
/// then those of each batch. Its gate holds all of them already.
struct ExclusionStep: Sendable {
    private let rollout: Rollout
    private let actor: Principal

    init(of rollout: Rollout, by actor: Principal) {
        self.rollout = rollout
        self.actor = actor
    }

    func carryOut(after cursor: StandingExclusion.Cursor, in transaction: any RepositoryTransaction) throws {
        guard let text = rollout.exclusion?.text else { return }
        let exclusion = try RolloutExclusion(stored: text)
        let next =
            switch cursor {
            case .targets(let place): try takeTargets(exclusion, after: place, in: transaction)
            case .batches(let sequence): try takeDevices(exclusion, after: sequence, in: transaction)
            }
        // After all batches: rollouts are locked last.
        try transaction.setExclusion(StandingExclusion(text: text, cursor: next), of: rollout.id)
    }

    private func takeTargets(
        _ exclusion: RolloutExclusion, after place: StandingExclusion.TargetPlace?,
        in transaction: any RepositoryTransaction
    ) throws -> StandingExclusion.Cursor? {
        guard rollout.targets != nil else { return .batches(after: 0) }
        let taken = try transaction.removeTargets(
            of: rollout.id, excludedBy: exclusion, after: place, scanning: RolloutFreezing.stretch,
            isForGood: try transaction.plan(of: rollout.id)?.plan.plan.isDynamic == true)
        if taken.removed > 0 {
            try transaction.exclude([.excluded: taken.removed], from: rollout.id)
            try transaction.noteTaken(taken.removed, from: rollout.id)
        }
        return taken.end.map { .targets(after: $0) } ?? .batches(after: 0)
    }

    private func takeDevices(
        _ exclusion: RolloutExclusion, after sequence: Int, in transaction: any RepositoryTransaction
    ) throws -> StandingExclusion.Cursor? {
        guard let next = try transaction.batchUnderWay(of: rollout.id, after: sequence) else { return nil }
        // From here on none of it is started, nor moved by others.
        guard try transaction.batch(next.id) != nil else { return .batches(after: next.sequence) }
        let failure = SessionFailure.excluded
        let taken = try transaction.cancelDevices(
            of: next.id, excludedBy: exclusion, sessionsIn: UpdateSessionState.cancellable,
            failureReason: failure.text, reasonKey: failure.reasonKey)
        if taken > 0 { try BatchSettlement.settle([next.id], by: actor, in: transaction) }
        return .batches(after: next.sequence)
    }
}
