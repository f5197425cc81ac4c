import SlipwayCore

extension RolloutService {
    /// Looks where the devices of a rollout that its gate has stopped would go back to, and keeps that with it, once for
    /// each time it is stopped. Nothing is created: a person starts it, and it is found again then, as it is by then.
    ///
    /// - Returns: whether it was kept; not where another server did it meanwhile, or the rollout goes on.
    func prepareRollback(of id: Rollout.ID, by actor: Principal) async throws -> Bool {
        let prepared = try await survey(of: id)
        guard let prepared else { return false }
        let text = try JSONText.compact(prepared)
        return try await repository.write { transaction in
            try transaction.hold(.conducting(id), for: .changing)
            guard let rollout = try transaction.lockedRollout(id), rollout.isRollbackDue else { return false }
            try transaction.setRollbackDraft(text, of: id)
            try transaction.append([
                NewEvent(.rollbackPrepared, by: actor, on: EventSubject(of: rollout), detail: prepared.text)
            ])
            return true
        }
    }

    /// In reads alone: it goes through all devices of the rollout, and hashes what they would go back to.
    private func survey(of id: Rollout.ID) async throws -> PreparedRollback? {
        do {
            let survey = try await repository.read { reader -> RollbackSurvey? in
                guard let rollout = try reader.rollout(id), rollout.isRollbackDue else { return nil }
                return try RollbackSurvey(of: rollout, in: reader)
            }
            guard let survey else { return nil }
            let damaged = try await damagedReleases(of: survey)
            return survey.prepared(damaged: damaged)
        } catch SlipwayError.illegalRolloutTransition {
            // It went on while it was looked at.
            return nil
        }
    }
}

extension Rollout {
    /// Its way back, where one is prepared, and was not started; none also where a program of the release before let the
    /// rollout go on.
    package var preparedRollback: PreparedRollback? {
        status.startsBatches ? nil : rollbackDraft.text.flatMap { PreparedRollback(stored: $0) }
    }
}
