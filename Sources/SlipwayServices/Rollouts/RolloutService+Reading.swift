import SlipwayCore

extension RolloutService {
    /// What `create` would do as the fleet is now, and nothing written.
    ///
    /// The fleet is read in stretches, as the rollout itself would: what changes meanwhile may be in it or not.
    ///
    /// - Throws: as `create`, except for REQUEST_015 and ROLLOUT_006.
    package func plan(_ request: RolloutRequest, as principal: Principal) async throws -> RolloutPreview {
        let timing = try await checked(request, as: principal)
        let plan = request.plan
        let (release, scope, listed) = try await repository.read { reader in
            let organization = try UpdateService.organization(of: request.target, as: principal, in: reader)
            let release = try UpdateService.approvedRelease(request.firmware, as: principal, in: reader)
            return (
                release, organization.map { OrganizationScope.one($0.id) } ?? principal.organization,
                try Self.listed(request.target, as: principal, in: reader).map { listed in
                    (listed, try TargetRule(for: release, of: plan, among: listed, in: reader))
                }
            )
        }
        let seed = TargetOrder.seed(of: request, to: release)
        let targets = try await targets(of: plan, to: release, in: scope, seed: seed, listed: listed)
        return targets.preview(
            of: plan, to: release, inFlight: request.maximumInFlight ?? Rollout.defaultMaximumInFlight,
            at: timing.schedule)
    }

    /// The devices that a plan finds as the fleet is now.
    ///
    /// - Parameter listed: those that are named one by one, and their rule; none where a filter finds them.
    /// - Throws: REQUEST_001 where they are too many, or the first wave would take them all.
    func targets(
        of plan: RolloutPlan, to release: FirmwareRelease, in scope: OrganizationScope, seed: Int64,
        listed: ([BatchCandidate], TargetRule)? = nil
    ) async throws -> PreviewedTargets {
        let order = TargetOrder(seed: seed)
        var targets = PreviewedTargets()
        if let (devices, rule) = listed { targets.add(devices, by: rule, in: order) }
        if let text = plan.filter {
            let filter = try Filter(text, of: DeviceOrder.self)
            var cursor: Device.ID?
            repeat {
                let (stretch, rule) = try await repository.read { [cursor] reader in
                    let stretch = try reader.stretch(
                        of: filter, in: scope, after: cursor, scanning: RolloutFreezing.stretch, excluding: nil)
                    return (stretch, try TargetRule(for: release, of: plan, among: stretch.candidates, in: reader))
                }
                targets.add(stretch.candidates, by: rule, in: order)
                guard targets.count <= settings.rolloutTargetLimit else {
                    throw SlipwayError.invalidRequest([
                        RolloutRequest.tooMany(limit: settings.rolloutTargetLimit)
                    ])
                }
                cursor = stretch.end
            } while cursor != nil
        }
        if let fault = plan.canaryFault(among: targets.count) { throw SlipwayError.invalidRequest([fault]) }
        return targets
    }

    /// The open ones, or those that have ended, the newest first.
    package func rollouts(
        areOpen: Bool, after id: Rollout.ID? = nil, limit: Int, as principal: Principal
    ) async throws -> [Rollout] {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            try reader.rollouts(
                in: principal.organization, areOpen: areOpen, after: id, limit: PageSize.bounded(limit))
        }
    }

    /// Why it goes as it goes, over all its batches; for one row of the home screen.
    ///
    /// - Throws: ROLLOUT_001.
    package func explanation(of id: Rollout.ID, as principal: Principal) async throws -> RolloutExplanation {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            let rollout = try Self.visible(id, as: principal, in: reader)
            let found = try reader.explanations(of: [id: rollout.counters.total], limit: HomeRow.maximumReasons)
            return found[id] ?? RolloutExplanation()
        }
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: ROLLOUT_001.
    package func view(
        of id: Rollout.ID, as principal: Principal, following shared: SettingService? = nil
    ) async throws -> RolloutView {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            let halts = try shared?.follow(in: reader) ?? reader.halts(limit: SettingService.maximumHalts)
            let rollout = try Self.visible(id, as: principal, in: reader)
            let release = try reader.release(rollout.firmwareID)
            let gates = Dictionary(try reader.gates(of: id).map { ($0.wave, $0) }) { first, _ in first }
            let counters = try reader.waveCounters(of: [id])
            let waves = try reader.waves(of: id).map { wave in
                WaveView(wave: wave, gate: gates[wave.id], counters: counters[wave.id] ?? BatchCounters())
            }
            let pulse = try reader.pulse()
            let task = try RolloutTask.next(for: rollout, batchSize: settings.batchDeviceLimit, in: reader)
            let content = try reader.plan(of: id).map { RolloutContent(of: rollout, plan: try $0.plan.plan) }
            return RolloutView(
                at: reader.now, rollout: rollout, firmwareVersion: release?.version ?? "",
                plan: content?.plan,
                changes: try content.map { try Self.changes(in: $0, of: rollout, in: reader) } ?? [],
                waves: waves, exclusions: try reader.exclusions(of: id),
                reasons: try reader.reasons(
                    of: [id: rollout.counters.total], limit: RolloutView.maximumReasons)[id] ?? [],
                mark: pulse.mark, workerAlive: pulse.hasWorker(at: reader.now), isDue: task != nil,
                obstacle: Condition.obstacle(
                    to: rollout.counters.open, of: rollout.organizationID, halts, pulse, at: reader.now))
        }
    }
}

/// A rollout with all that its plan made of it.
package struct RolloutView: Hashable, Sendable {
    package let at: Timestamp
    package let rollout: Rollout
    package let firmwareVersion: String
    /// None where it is one batch that was created alone.
    package let plan: RolloutPlan?
    /// Of a draft, what became another since its approval was asked for before.
    package let changes: [RolloutChange]
    /// None before it is settled which devices take part.
    package let waves: [WaveView]
    /// Devices that it was meant for and that were left out of it from the beginning.
    package let exclusions: [ReasonCode: Int]
    package let reasons: [ReasonSummary]
    package let mark: ChangeMark
    /// Whether a process is there that takes rollouts on.
    package let workerAlive: Bool
    /// Whether there is something for it to do.
    package let isDue: Bool
    /// What holds its devices up, and is not its own: a halt, or that no server is there.
    package let obstacle: Condition?

    package static let maximumReasons = 8

    package init(
        at: Timestamp, rollout: Rollout, firmwareVersion: String, plan: RolloutPlan?, changes: [RolloutChange] = [],
        waves: [WaveView],
        exclusions: [ReasonCode: Int], reasons: [ReasonSummary], mark: ChangeMark, workerAlive: Bool, isDue: Bool,
        obstacle: Condition? = nil
    ) {
        self.at = at
        self.rollout = rollout
        self.firmwareVersion = firmwareVersion
        self.plan = plan
        self.changes = changes
        self.waves = waves
        self.exclusions = exclusions
        self.reasons = reasons
        self.mark = mark
        self.workerAlive = workerAlive
        self.isDue = isDue
        self.obstacle = obstacle
    }
}

/// A wave, what stops it, and how its devices fare.
package struct WaveView: Hashable, Sendable {
    package let wave: RolloutWave
    package let gate: WaveGate?
    package let counters: BatchCounters

    package init(wave: RolloutWave, gate: WaveGate?, counters: BatchCounters) {
        self.wave = wave
        self.gate = gate
        self.counters = counters
    }

    /// Whether it is open, and its soak cannot begin: every device of it is final, and too few have reported the release.
    package var isStalled: Bool {
        wave.state == .open && counters.total > 0 && counters.open == 0
    }
}
