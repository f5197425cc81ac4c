import SlipwayCore

/// Judges the gates of waves, in the transaction that records bad devices of theirs: the one that is too many stops the
/// rollout itself.
///
/// A gate is locked after everything else but rollouts: each holder has counted what it recorded, and sees all that was
/// recorded before, so that a gate trips once, and at its limit.
enum GateJudgement {
    /// - Parameter worsened: the batches of which a device has become bad, each with who made it so.
    /// - Returns: whether a gate is broken, so that batches may have been paused.
    @discardableResult
    static func judge(
        _ worsened: [UpdateBatch.ID: Principal], in transaction: any RepositoryTransaction
    ) throws -> Bool {
        guard !worsened.isEmpty else { return false }
        let waves = Dictionary(grouping: try transaction.gatedBatches(among: worsened.keys.sorted()), by: \.wave)
        var broken: [(gate: WaveGate, counters: BatchCounters)] = []
        for wave in waves.keys.sorted() {
            guard let gate = try transaction.lockedGate(of: wave) else { continue }
            let counters = try transaction.counters(of: wave)
            if gate.isBroken(by: counters) { broken.append((gate, counters)) }
        }
        // After all gates: rollouts are locked last.
        for (gate, counters) in broken {
            guard let actor = waves[gate.wave]?.first.flatMap({ worsened[$0.batch] }) else { continue }
            try trip(gate, by: counters, actor, in: transaction)
        }
        return !broken.isEmpty
    }

    /// Nothing where the rollout stands still already, or is over.
    private static func trip(
        _ gate: WaveGate, by counters: BatchCounters, _ actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        // The only batch of a rollout has one pause with it, and is held already by what recorded its device.
        let batch = try transaction.onlyBatch(of: gate.wave.rollout).flatMap { try transaction.batch($0) }
        guard let rollout = try transaction.lockedRollout(gate.wave.rollout) else { return }
        let state = try rollout.status(after: .gateBroken)
        guard state != rollout.status else { return }
        let reason = gate.text(of: counters)
        try transaction.setState(of: rollout.id, to: state, pause: RolloutPause(.gate, reason: reason))
        try transaction.setTripped(gate.wave, by: counters)
        if let batch {
            let state = try batch.status.after(.paused, counters: batch.counters)
            try transaction.setState(of: batch.id, to: state, failureReason: batch.failureReason)
        }
        let subject = batch.map { EventSubject(of: $0) } ?? EventSubject(of: rollout)
        try transaction.append([NewEvent(.gateTripped, by: actor, on: subject, detail: reason)])
    }

    /// Lets other rules count from now on, and stops the rollout at once where one of them is broken.
    ///
    /// - Parameter rules: by the number of the wave.
    static func replace(
        _ rules: [Int: GateRule], of rollout: Rollout.ID, by actor: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        var broken: [(gate: WaveGate, counters: BatchCounters)] = []
        for (number, rule) in rules.sorted(by: { $0.key < $1.key }) {
            let wave = WaveID(rollout: rollout, number: number)
            guard try transaction.lockedGate(of: wave) != nil else { continue }
            try transaction.setGate(rule, of: wave)
            guard let gate = try transaction.lockedGate(of: wave) else { continue }
            let counters = try transaction.counters(of: wave)
            if gate.isBroken(by: counters) { broken.append((gate, counters)) }
        }
        // After all gates: rollouts are locked last.
        for (gate, counters) in broken { try trip(gate, by: counters, actor, in: transaction) }
    }

    /// Lets gates that are broken count from here on, before their rollout goes on.
    ///
    /// It holds all gates of the rollout, so that none trips between this and the state that the rollout gets next.
    ///
    /// - Parameter reason: why what is bad is accepted; none where it is not.
    /// - Returns: what was accepted, for the journal; empty where no gate is broken, or the rollout is not paused.
    /// - Throws: ROLLOUT_004 where a gate is broken and nothing accepts it; REQUEST_001 where the reason is empty.
    static func accept(
        _ rollout: Rollout.ID, because reason: String?, in transaction: any RepositoryTransaction
    ) throws -> String {
        let gates = try transaction.gates(of: rollout).compactMap { try transaction.lockedGate(of: $0.wave) }
        guard try transaction.rollout(rollout)?.status == .paused else { return "" }
        var accepted: [String] = []
        for gate in gates {
            let counters = try transaction.counters(of: gate.wave)
            guard gate.trippedAt != nil || gate.isBroken(by: counters) else { continue }
            let text = gate.text(of: counters)
            guard let reason else { throw SlipwayError.gateBroken(text) }
            try UpdateService.checkRequired(reason)
            try transaction.accept(counters, at: gate.wave)
            accepted.append("accepts \(counters.bad) bad of \(counters.judged) judged")
        }
        return accepted.joined(separator: "; ")
    }
}

/// What a transaction has done to the devices of batches, as far as that concerns more than them.
struct BatchChanges: Sendable {
    /// Batches of which a device has become final.
    var finished: Set<UpdateBatch.ID> = []
    /// Batches of which a device has become bad.
    var worsened: Set<UpdateBatch.ID> = []

    /// Gates first: a rollout is locked after all of them.
    func settle(by actor: Principal, in transaction: any RepositoryTransaction) throws {
        try GateJudgement.judge(Dictionary(worsened.map { ($0, actor) }) { first, _ in first }, in: transaction)
        try BatchSettlement.settle(finished, by: actor, in: transaction)
    }
}
