import SlipwayCore

extension RolloutService {
    /// Lets no later device join a rollout that takes them; it then ends with those that it has, as any other. One that
    /// was finished before stays as it is.
    ///
    /// - Throws: ROLLOUT_001; ROLLOUT_002 where no later devices join it, or its first ones are not settled yet.
    package func finish(_ id: Rollout.ID, as principal: Principal) async throws -> Rollout {
        try principal.require(.updatesWrite)
        let rollout = try await repository.write { transaction in
            // Nothing joins it meanwhile.
            try transaction.hold(.conducting(id), for: .changing)
            _ = try Self.visible(id, as: principal, in: transaction)
            try Self.finish(try Self.held(id, in: transaction), by: principal, in: transaction)
            return try Self.visible(id, as: principal, in: transaction)
        }
        conducting.ring()
        return rollout
    }

    /// - Parameter rollout: held by name.
    static func finish(
        _ rollout: Rollout, by actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        if rollout.targets?.joinedLater == nil, !rollout.status.isFinal,
            try transaction.plan(of: rollout.id)?.plan.plan.isDynamic == true
        {
            throw SlipwayError.illegalRolloutTransition(
                from: rollout.status, event: "finished: its first devices are not settled yet")
        }
        _ = try rollout.status(after: .finished)
        guard let targets = rollout.targets, targets.takesLater else { return }
        try transaction.noteFreeze(of: rollout.id, adding: 0, upTo: nil)
        try transaction.append([
            NewEvent(
                .rolloutFinished, by: actor, on: EventSubject(of: rollout),
                detail: "\(targets.total) devices, of which \(targets.joinedLater ?? 0) joined later")
        ])
        try RolloutSettlement.judge(rollout.id, after: .settled, by: actor, in: transaction)
    }
}
