import SlipwayCore

/// Lets devices that match later join a rollout, a stretch of the fleet a transaction.
///
/// Once the fleet was looked through it has its waves, and the whole fleet is looked through again after a while, until
/// the rollout is finished: until then it is not settled who takes part.
extension RolloutFreezing {
    /// Ends the first look.
    func open(by actor: Principal, in transaction: any RepositoryTransaction) throws {
        let total = rollout.targets?.total ?? 0
        try openWaves(of: total, by: actor, in: transaction)
        try transaction.append([
            NewEvent(
                .rolloutFrozen, by: actor, on: EventSubject(of: rollout),
                detail: try detail(total: total, waves: plan.waves.count, in: transaction)
                    + "; those that match later join the last one")
        ])
        try transaction.noteLook(
            of: rollout.id, adding: 0, upTo: nil, nextAt: transaction.now + TargetsRule.pause)
        try RolloutSettlement.judge(rollout.id, after: .frozen, by: actor, in: transaction)
        // What joins later is not drift: it was approved that they do.
        if rollout.approval.hasDrifted(to: total) { try drift(to: total, by: actor, in: transaction) }
    }

    /// Looks at the next stretch, from the first device on where no look is going on.
    func look(by filter: Filter, actor: Principal, in transaction: any RepositoryTransaction) throws {
        let stretch = try transaction.stretch(
            of: filter, in: scope, after: freeze.cursor.map { Device.ID($0) }, scanning: Self.stretch,
            excluding: exclusion)
        guard let end = stretch.end else {
            return try transaction.noteLook(
                of: rollout.id, adding: 0, upTo: nil, nextAt: transaction.now + TargetsRule.pause)
        }
        try leaveOut(stretch.excluded, in: transaction)
        let joining = try newcomers(among: stretch.candidates, in: transaction)
        if !joining.isEmpty {
            try transaction.insert(joining, of: rollout.id)
            try growLastWave(by: joining.count, actor: actor, in: transaction)
        }
        try transaction.noteLook(of: rollout.id, adding: joining.count, upTo: end.rawValue, nextAt: nil)
    }

    /// Those that can take part and were never in the rollout, whatever became of them there.
    private func newcomers(
        among candidates: [BatchCandidate], in transaction: any RepositoryTransaction
    ) throws -> [RankedTarget] {
        var later = plan
        later.leavesOutCurrent = true
        let rule = try TargetRule(for: release, of: later, among: candidates, in: transaction)
        let targets = TargetOrder(seed: freeze.plan.seed).rankedLater(rule.sorted(candidates).included)
        let members = try transaction.members(among: targets, of: rollout.id)
        return targets.filter { !members.contains($0.device) }
    }

    /// What an exclusion keeps from joining stays out, also once it does not match it any more; it is counted once.
    private func leaveOut(_ candidates: [BatchCandidate], in transaction: any RepositoryTransaction) throws {
        guard !candidates.isEmpty else { return }
        let targets = TargetOrder(seed: freeze.plan.seed).rankedLater(candidates)
        let members = try transaction.members(among: targets, of: rollout.id)
        let excluded = targets.map(\.device).filter { !members.contains($0) }
        guard !excluded.isEmpty else { return }
        try transaction.leaveOut(excluded, of: rollout.id)
        try transaction.exclude([.excluded: excluded.count], from: rollout.id)
    }

    /// Its gate is that of its present size, and is judged by it at once.
    private func growLastWave(
        by count: Int, actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        let waves = try transaction.waves(of: rollout.id)
        guard let last = waves.last, let planned = plan.waves.last else { throw SlipwayError.unknownValue }
        let before = waves.dropLast().last?.sizeTo ?? 0
        let rule = planned.gateRule(devices: last.sizeTo - before + count, inFlight: rollout.maximumInFlight)
        try transaction.grow(last.id, by: count)
        try WaveMove(of: rollout, by: actor).carryOut(.grown, of: last, in: transaction)
        try transaction.append([
            NewEvent(
                .devicesJoined, by: actor, on: EventSubject(of: rollout),
                detail: "\(count) in wave \(last.id.number)")
        ])
        if try transaction.gates(of: rollout.id).last?.rule != rule {
            try GateJudgement.replace([last.id.number: rule], of: rollout.id, by: actor, in: transaction)
        }
    }
}
