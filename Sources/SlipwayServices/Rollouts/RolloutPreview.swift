import SlipwayCore

/// What a rollout would do, as the fleet is now.
package struct RolloutPreview: Hashable, Sendable {
    /// One wave of it.
    package struct Wave: Hashable, Sendable {
        package let devices: Int
        package let gate: GateRule
        /// The least probability of turning out bad that its gate sees 19 times in 20; none where it is too small for any.
        package let visibleFault: Double?

        package init(devices: Int, gate: GateRule, visibleFault: Double?) {
            self.devices = devices
            self.gate = gate
            self.visibleFault = visibleFault
        }
    }

    /// How many devices of one hardware version there are, in all and in the first wave.
    package struct Share: Hashable, Sendable {
        package let hardwareVersion: String
        package let devices: Int
        package let canary: Int

        package init(hardwareVersion: String, devices: Int, canary: Int) {
            self.hardwareVersion = hardwareVersion
            self.devices = devices
            self.canary = canary
        }
    }

    package let firmwareVersion: String
    package let devices: Int
    package let waves: [Wave]
    package let excluded: [ReasonCode: Int]
    /// The most frequent first.
    package let mix: [Share]
    /// How many devices of each organization.
    package let organizations: [Organization.ID: Int]
    /// Of the devices, those for which the release is a step back.
    package let downgrades: Int
    /// Of 1,000 rollouts like it over a fleet of which one device in a hundred fails anyway, so many stop by a gate.
    package let falseStops: Int
    /// It takes at least so long: in every wave but the last devices have to begin by the pace, to load the
    /// release within the budget, and to soak.
    package let shortestDuration: Duration
    /// With the window in which its first devices may begin.
    package let schedule: RolloutSchedule
    /// Whether devices that match later join the last wave.
    package let isDynamic: Bool

    package init(
        firmwareVersion: String, devices: Int, waves: [Wave], excluded: [ReasonCode: Int], mix: [Share],
        organizations: [Organization.ID: Int] = [:], downgrades: Int = 0, falseStops: Int, shortestDuration: Duration,
        schedule: RolloutSchedule = RolloutSchedule(), isDynamic: Bool = false
    ) {
        self.firmwareVersion = firmwareVersion
        self.devices = devices
        self.waves = waves
        self.excluded = excluded
        self.mix = mix
        self.organizations = organizations
        self.downgrades = downgrades
        self.falseStops = falseStops
        self.shortestDuration = shortestDuration
        self.schedule = schedule
        self.isDynamic = isDynamic
    }
}

extension RolloutPreview {
    /// Whether more than one in a hundred devices came or went since the other, as far as their number shows it.
    package func hasDrifted(from other: RolloutPreview) -> Bool {
        BatchPlan.toleratedShare * abs(devices - other.devices) > other.devices
    }

    /// What the waves of a plan are worth over so many devices, whichever these are.
    ///
    /// It counts up to the limits of the gates, so that over a million devices it takes a while.
    package static func waves(of plan: RolloutPlan, devices: Int, inFlight: Int) -> [Wave] {
        zip(plan.waves, plan.waveCounts(of: devices)).map { wave, count in
            let gate = wave.gateRule(devices: count, inFlight: inFlight)
            return Wave(
                devices: count, gate: gate, visibleFault: GateTrial.visibleFault(to: gate, devices: count))
        }
    }
}

/// The devices of a rollout that is planned, as far as the fleet was looked at.
struct PreviewedTargets: Sendable {
    private var targets: [(rank: Int64, hardware: String)] = []
    private(set) var excluded: [ReasonCode: Int] = [:]
    private var organizations: [Organization.ID: Int] = [:]
    private var downgrades = 0

    var count: Int { targets.count }

    mutating func add(_ candidates: [BatchCandidate], by rule: TargetRule, in order: TargetOrder) {
        let (included, excluded) = rule.sorted(candidates)
        targets += included.map { (order.rank(ofDevice: $0.deviceUID), $0.hardwareVersion) }
        self.excluded.merge(excluded, uniquingKeysWith: +)
        for candidate in included {
            organizations[candidate.organizationID, default: 0] += 1
            if rule.isStepBack(for: candidate) { downgrades += 1 }
        }
    }

    func preview(
        of plan: RolloutPlan, to release: FirmwareRelease, inFlight: Int, at schedule: RolloutSchedule
    ) -> RolloutPreview {
        let waves = RolloutPreview.waves(of: plan, devices: targets.count, inFlight: inFlight)
        return RolloutPreview(
            firmwareVersion: release.version, devices: targets.count, waves: waves, excluded: excluded,
            mix: mix(canary: waves.first?.devices ?? 0), organizations: organizations, downgrades: downgrades,
            falseStops: GateTrial(plan, devices: targets.count, inFlight: inFlight)
                .stops(of: 1_000, failing: 0.01),
            shortestDuration: plan.shortestDuration(
                ofWaves: waves.map(\.devices), releaseSize: release.sizeBytes), schedule: schedule,
            isDynamic: plan.isDynamic)
    }

    private func mix(canary: Int) -> [RolloutPreview.Share] {
        let first = hardwareInOrder().prefix(canary).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let all = targets.reduce(into: [:]) { $0[$1.hardware, default: 0] += 1 }
        return all.map { RolloutPreview.Share(hardwareVersion: $0, devices: $1, canary: first[$0] ?? 0) }
            .sorted { ($1.devices, $0.hardwareVersion) < ($0.devices, $1.hardwareVersion) }
    }

    /// Of the devices in the order of the rollout: the first few of each hardware version come before all others, whatever
    /// stretch of the fleet they were found in.
    private func hardwareInOrder() -> [String] {
        var covered: [String: Int] = [:]
        var (cover, rest): ([String], [String]) = ([], [])
        for target in targets.sorted(by: { $0.rank < $1.rank }) {
            covered[target.hardware, default: 0] += 1
            if covered[target.hardware, default: 0] <= RolloutPlan.coveredPerHardware {
                cover.append(target.hardware)
            } else {
                rest.append(target.hardware)
            }
        }
        return cover + rest
    }
}
