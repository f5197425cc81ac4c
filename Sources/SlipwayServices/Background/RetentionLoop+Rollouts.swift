import SlipwayCore

extension RetentionLoop {
    /// Batch by batch: what is left of a rollout is a rollout with fewer batches, whose figures are right.
    func removeRollouts(at now: Timestamp, by rule: RetentionRule) async throws -> Bool {
        guard let time = rule.rollouts else { return false }
        if reached.rollout == nil { failed.rollouts.beginRound() }
        let (start, limit) = (reached.rollout, Self.batches)
        let page = try await services.repository.read {
            try $0.rollouts(endedBefore: now - time, after: start, limit: limit)
        }
        let (fresh, earlier) = failed.rollouts.sorted(page, by: \.id)
        let tried = Set((fresh + earlier).map(\.id))
        var rest = Self.batches
        for rollout in page {
            if tried.contains(rollout.id) {
                try await remove(rollout.id, endedBefore: now - time, atMost: &rest)
                // It goes on with this one.
                if rest == 0 { return true }
            }
            reached.rollout = rollout
        }
        if page.count < limit { reached.rollout = nil }
        return page.count == limit
    }

    private func remove(_ rollout: Rollout.ID, endedBefore instant: Timestamp, atMost rest: inout Int) async throws {
        do {
            while rest > 0 {
                rest -= 1
                let removal = try await services.repository.write { transaction in
                    try transaction.removeBatch(ofRolloutEndedBefore: instant, rollout)
                }
                if removal != .batchRemoved { return }
            }
        } catch let error where Isolation.concernsRecords(error) {
            failed.rollouts.add([rollout])
            loop.report(error, on: "the old rollout \(rollout)")
        }
    }

    func removeSingleSessions(at now: Timestamp, by rule: RetentionRule) async throws -> Bool {
        guard let time = rule.rollouts else { return false }
        if reached.session == nil {
            if let last = reached.sessionRound, last <= now, now - last < Self.sessionPause { return false }
            failed.sessions.beginRound()
        }
        let (start, repository) = (reached.session, services.repository)
        let page = try await repository.read {
            try $0.singleSessions(endedBefore: now - time, after: start, limit: Self.pageSize)
        }
        let failures = try await remove(page.removable, sparing: failed.sessions, by: \.self) { page in
            try await repository.write { try $0.deleteSingleSessions(page) }
        }
        failed.sessions.add(failures)
        reached.session = page.last
        if page.last == nil { reached.sessionRound = now }
        return page.last != nil
    }
}
