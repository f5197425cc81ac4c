import SlipwayCore

/// Settles which devices take part in a rollout, a stretch of the fleet a transaction.
///
/// Each transaction holds the rollout by name from its beginning, and notes in its end how far it came: killed at any
/// instant, the next goes on there.
struct RolloutFreezing {
    /// How many devices are looked at in one transaction, few enough that another writer waits for it for no more than a
    /// moment.
    static let stretch = 2_500

    let rollout: Rollout
    let freeze: RolloutFreeze
    let plan: RolloutPlan
    let release: FirmwareRelease
    /// Whom the rollout leaves out by now; none where no device is.
    let exclusion: RolloutExclusion?

    /// - Throws: DATABASE_001 where the plan is a newer program's.
    init(of rollout: Rollout, in reader: any RepositoryReader) throws {
        guard let freeze = try reader.plan(of: rollout.id), let release = try reader.release(rollout.firmwareID) else {
            throw SlipwayError.unknownValue
        }
        self.rollout = rollout
        self.freeze = freeze
        self.release = release
        plan = try freeze.plan.plan
        exclusion = try rollout.exclusion.map { try RolloutExclusion(stored: $0.text) }
    }

    var scope: OrganizationScope { rollout.organizationID.map { .one($0) } ?? .all }

    /// Takes the next stretch, and opens the first wave after the last one.
    func step(by actor: Principal, in transaction: any RepositoryTransaction) throws {
        if let source = plan.journal { return try walk(source, by: actor, in: transaction) }
        guard let text = plan.filter else {
            // They were listed, and wait already.
            _ = try finish(with: [], by: actor, in: transaction)
            return
        }
        let filter = try Filter(text, of: DeviceOrder.self)
        if rollout.targets?.takesLater == true { return try look(by: filter, actor: actor, in: transaction) }
        let stretch = try transaction.stretch(
            of: filter, in: scope, after: freeze.cursor.map { Device.ID($0) }, scanning: Self.stretch,
            excluding: exclusion)
        guard let end = stretch.end else {
            if plan.isDynamic { return try open(by: actor, in: transaction) }
            _ = try finish(with: [], by: actor, in: transaction)
            return
        }
        let added = try take(stretch.candidates, in: transaction)
        if !stretch.excluded.isEmpty {
            try transaction.exclude([.excluded: stretch.excluded.count], from: rollout.id)
            if plan.isDynamic { try transaction.leaveOut(stretch.excluded.map(\.deviceID), of: rollout.id) }
        }
        try transaction.noteFreeze(of: rollout.id, adding: added, upTo: end.rawValue)
    }

    /// Takes the devices of a draft that lists them; what follows from their number waits until it may begin.
    ///
    /// - Returns: how many take part.
    func stage(_ candidates: [BatchCandidate], in transaction: any RepositoryTransaction) throws -> Int {
        let added = try take(candidates, in: transaction)
        if let last = candidates.map(\.deviceID).max() {
            try transaction.noteFreeze(of: rollout.id, adding: added, upTo: last.rawValue)
        }
        return added
    }

    /// Takes the last devices.
    ///
    /// - Returns: whether the rollout has any device.
    func finish(
        with candidates: [BatchCandidate], by actor: Principal, in transaction: any RepositoryTransaction
    ) throws -> Bool {
        let added = try take(candidates, in: transaction)
        let total = (rollout.targets?.total ?? 0) + added
        try openWaves(of: total, by: actor, in: transaction)
        try settle(adding: added, by: actor, in: transaction)
        return total > 0
    }

    func openWaves(of total: Int, by actor: Principal, in transaction: any RepositoryTransaction) throws {
        let waves = waves(of: total)
        for (wave, gate) in waves { try transaction.insert(wave, gate: gate) }
        // One that is still to start opens it then.
        if rollout.status != .scheduled, let first = waves.first(where: { $0.wave.state == .planned }) {
            try WaveMove(of: rollout, by: actor).carryOut(.opened, of: first.wave, in: transaction)
        }
    }

    /// From here on it is settled who takes part.
    func settle(adding added: Int, by actor: Principal, in transaction: any RepositoryTransaction) throws {
        let total = (rollout.targets?.total ?? 0) + added
        try transaction.append([
            NewEvent(
                .rolloutFrozen, by: actor, on: EventSubject(of: rollout),
                detail: try detail(total: total, waves: plan.waves.count, in: transaction))
        ])
        try transaction.noteFreeze(of: rollout.id, adding: added, upTo: nil)
        // One that brings devices back may have begun with those that it found first.
        let event: RolloutEvent = rollout.status == .inProgress ? .settled : .frozen
        try RolloutSettlement.judge(rollout.id, after: event, by: actor, in: transaction)
        if rollout.approval.hasDrifted(to: total) { try drift(to: total, by: actor, in: transaction) }
    }

    /// Also where a person has paused it meanwhile: the drift has to be accepted all the same.
    func drift(to total: Int, by actor: Principal, in transaction: any RepositoryTransaction) throws {
        guard let held = try transaction.lockedRollout(rollout.id), try held.status(after: .drifted) == .paused else {
            return
        }
        let reason = "\(total) devices take part, and \(rollout.approval.approvedCount ?? 0) were approved"
        try transaction.setState(of: rollout.id, to: .paused, pause: RolloutPause(.drift, reason: reason))
        try transaction.append([
            NewEvent(.rolloutDrifted, by: actor, on: EventSubject(of: rollout), detail: reason)
        ])
    }

    private func waves(of total: Int) -> [(wave: RolloutWave, gate: GateRule)] {
        var before = 0
        return zip(plan.waves, plan.sizes(of: total)).enumerated().map { index, entry in
            let (wave, size) = entry
            defer { before = size }
            return (
                RolloutWave(
                    id: WaveID(rollout: rollout.id, number: index + 1), state: size > before ? .planned : .skipped,
                    sizeTo: size),
                wave.gateRule(devices: size - before, inFlight: rollout.maximumInFlight)
            )
        }
    }

    /// - Parameter countsOthers: whether those that cannot take part are counted by it.
    /// - Returns: how many take part.
    func take(
        _ candidates: [BatchCandidate], countsOthers: Bool = true, in transaction: any RepositoryTransaction
    ) throws -> Int {
        let rule = try TargetRule(for: release, of: plan, among: candidates, in: transaction)
        let (included, excluded) = rule.sorted(candidates)
        let targets = TargetOrder(seed: freeze.plan.seed).ranked(included)
        if !targets.isEmpty { try transaction.insert(targets, of: rollout.id) }
        if countsOthers, !excluded.isEmpty { try transaction.exclude(excluded, from: rollout.id) }
        return targets.count
    }

    func detail(total: Int, waves: Int, in reader: any RepositoryReader) throws -> String {
        let excluded = try reader.exclusions(of: rollout.id).sorted {
            ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
        }
        let reasons = excluded.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
        return "\(total) devices in \(waves) waves" + (reasons.isEmpty ? "" : "; left out: \(reasons)")
    }
}
