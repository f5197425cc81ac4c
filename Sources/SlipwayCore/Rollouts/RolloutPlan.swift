/// Who takes part in a rollout, in which waves, what stops a wave, and what lets the next one begin.
package struct RolloutPlan: Hashable, Sendable {
    /// Of the text in which plans are stored; a program refuses one that is newer.
    package static let version = 2
    package static let maximumWaves = 20
    package static let maximumTargets = 1_000_000
    /// A canary takes so many devices of each hardware version first, where it has room for them.
    package static let coveredPerHardware = 3

    /// Which devices, of ``DeviceOrder``'s fields, as ``Filter/description`` spells it; none where they were listed.
    package var filter: String?
    /// Whether devices that match later join the last wave; else it is settled at the start who takes part.
    package var isDynamic: Bool
    /// Whether devices that run the release already are left out.
    package var leavesOutCurrent: Bool
    /// In their order; each counts from the first device, and the last takes all.
    package var waves: [WavePlan]
    package var advance: AdvanceRule
    /// None where it begins at once, and ends with its devices.
    package var schedule: SchedulePlan?
    /// In which alone its devices update; empty where they may at any time.
    package var windows: [WindowPlan]
    /// How many of its devices may begin in a minute; none where any number may.
    package var pace: JoinPace?
    /// Of all its downloads together, over all servers; none where these have no limit. See ``DownloadBudget``.
    package var bytesPerSecond: Int?
    /// Whether a way back is prepared when a gate stops it.
    package var preparesRollback: Bool
    /// What has happened to which devices in another rollout; none where they are listed, or found by the filter.
    package var journal: JournalSource?

    package init(
        filter: String?, isDynamic: Bool = false, leavesOutCurrent: Bool = true,
        waves: [WavePlan] = WavePlan.standard, advance: AdvanceRule = AdvanceRule(), schedule: SchedulePlan? = nil,
        windows: [WindowPlan] = [], pace: JoinPace? = nil, bytesPerSecond: Int? = nil, preparesRollback: Bool = false,
        journal: JournalSource? = nil
    ) {
        self.filter = filter
        self.isDynamic = isDynamic
        self.leavesOutCurrent = leavesOutCurrent
        self.waves = waves
        self.advance = advance
        self.schedule = schedule
        self.windows = windows
        self.pace = pace
        self.bytesPerSecond = bytesPerSecond
        self.preparesRollback = preparesRollback
        self.journal = journal
    }

    /// The first version of plans that can say all that this one does: a program that knows only those before it must not
    /// take the rollout on.
    package var leastVersion: Int {
        let saysNothingNew =
            schedule == nil && windows.isEmpty && pace == nil && bytesPerSecond == nil && journal == nil && !isDynamic
            && !preparesRollback
        return saysNothingNew ? 1 : Self.version
    }

    /// Every fault that can be seen without knowing the devices, in the order of the fields.
    ///
    /// - Parameter lossLimit: how long a device that completed has for a word; see ``LossRule``.
    package func faults(lossLimit: Duration) -> [FieldFault] {
        var faults: [FieldFault] = []
        if waves.isEmpty || waves.count > Self.maximumWaves {
            faults.append(FieldFault(field: "waves", fault: "must be from 1 to \(Self.maximumWaves)"))
        }
        for (index, wave) in waves.enumerated() {
            let field = "waves.\(index + 1)"
            if let fault = sizeFault(at: index) { faults.append(FieldFault(field: "\(field).size", fault: fault)) }
            faults += (wave.gate?.faults ?? []).map { FieldFault(field: "\(field).\($0.field)", fault: $0.fault) }
        }
        return faults + advance.faults(lossLimit: lossLimit) + WindowPlan.faults(of: windows)
            + (pace?.faults ?? []) + [DownloadBudget.fault(of: bytesPerSecond)].compactMap(\.self)
    }

    private func sizeFault(at index: Int) -> String? {
        let size = waves[index].size
        if let fault = size.fault { return fault }
        if index > 0, size.isSmaller(than: waves[index - 1].size) {
            return "is less than the wave before it: both count from device 1"
        }
        if index == waves.count - 1 {
            return size == .share(1) ? nil : "must be 100%: the last wave takes all devices"
        }
        return size == .share(1) ? "takes all devices, and leaves none for the waves after it" : nil
    }

    /// What contradicts itself only once it is known how many devices there are, in the order of the waves.
    package func faults(of total: Int) -> [FieldFault] {
        guard total > 1 else { return [] }
        var faults: [FieldFault] = []
        var before = 0
        for (index, wave) in waves.dropLast().enumerated() {
            let devices = wave.size.devices(of: total)
            let field = "waves.\(index + 1).size"
            // A share that comes to all of a few devices is none that a person got wrong.
            if case .count = wave.size, devices == total {
                let fault = "takes all \(total) devices, and leaves none for the waves after it"
                // What follows from it is not a fault of its own.
                return faults + [FieldFault(field: field, fault: fault)]
            } else if devices < before {
                let fault = "goes up to device \(devices), and the wave before it to \(before)"
                faults.append(FieldFault(field: field, fault: fault))
            }
            before = max(before, devices)
        }
        return faults
    }

    /// The fault of a first wave that takes all of so many devices, and leaves the others nothing to protect; none where
    /// it leaves some, or there is but one.
    package func canaryFault(among devices: Int) -> FieldFault? {
        faults(of: devices).first { $0.field == "waves.1.size" }
    }

    /// How many devices each wave has of its own.
    package func waveCounts(of total: Int) -> [Int] {
        let sizes = sizes(of: total)
        return zip(sizes, [0] + sizes).map { $0 - $1 }
    }

    /// The last wave begins no earlier than so long after the first: in every wave before it the share that has to be
    /// verified begins by the pace, loads the release within the budget, and soaks.
    ///
    /// - Parameters:
    ///   - counts: how many devices each wave has of its own.
    ///   - size: of the release, in bytes.
    package func shortestDuration(ofWaves counts: [Int], releaseSize size: Int64) -> Duration {
        var (duration, begun) = (Duration.zero, 0)
        for count in counts.filter({ $0 > 0 }).dropLast() {
            let needed = Int((Double(count) * advance.verifiedShare).rounded(.up))
            let minutes = pace?.minutes(toBegin: needed, after: begun) ?? 0
            let seconds = bytesPerSecond.map { Double(needed) * Double(size) / Double($0) } ?? 0
            duration += max(.seconds(60 * minutes), .seconds(Int(seconds))) + advance.soak
            begun += count
        }
        return duration
    }

    /// Up to which device each wave goes; none shrinks, and the last takes all.
    package func sizes(of total: Int) -> [Int] {
        var sizes: [Int] = []
        for wave in waves { sizes.append(max(sizes.last ?? 0, wave.size.devices(of: total))) }
        return sizes.isEmpty ? [] : sizes.dropLast() + [total]
    }
}

/// One wave of a plan.
package struct WavePlan: Hashable, Sendable, Codable {
    package var size: WaveSize
    /// None for the standard one of its size and of what is in flight.
    package var gate: GateRequest?

    package init(size: WaveSize, gate: GateRequest? = nil) {
        self.size = size
        self.gate = gate
    }

    /// - Parameters:
    ///   - devices: how many the wave has of its own.
    ///   - inFlight: how many may update at a time.
    package func gateRule(devices: Int, inFlight: Int) -> GateRule {
        gate?.rule(devices: devices) ?? .standard(devices: devices, inFlight: inFlight)
    }

    /// A canary, and then 20, 50 and 100 % of the devices.
    package static let standard = [WaveSize.canary, .share(0.2), .share(0.5), .share(1)].map { WavePlan(size: $0) }
}

/// What has to be seen of a wave before the next one begins.
package struct AdvanceRule: Hashable, Sendable {
    package static let verifiedShareLimits = 0.01...1
    package static let longestSoak: Duration = .seconds(30 * 86_400)

    /// Of the wave's devices that were not left out, this share has reported the release since, from 0.01 to 1.
    package var verifiedShare = 0.9
    /// For so long that share has to last, while the service listens.
    package var soak: Duration = .seconds(30 * 60)
    /// Whether the next wave then begins by itself, or waits for a person.
    package var isAutomatic = true

    package init() {}

    func faults(lossLimit: Duration) -> [FieldFault] {
        var faults: [FieldFault] = []
        if !Self.verifiedShareLimits.contains(verifiedShare) {
            faults.append(FieldFault(field: "verified_share", fault: "must be from 0.01 to 1, such as 0.9 for 90 %"))
        }
        if soak < lossLimit {
            faults.append(
                FieldFault(
                    field: "soak_seconds",
                    fault: "must be at least \(lossLimit.components.seconds): a device counts as lost no earlier"))
        } else if soak > Self.longestSoak {
            faults.append(
                FieldFault(field: "soak_seconds", fault: "must be at most \(Self.longestSoak.components.seconds)"))
        }
        return faults
    }
}

extension RolloutPlan: Codable {
    private enum CodingKeys: String, CodingKey {
        case filter, targets, waves, schedule, windows, pace, rollback
        case leavesOutCurrent = "leaves_out_current"
        case verifiedShare = "verified_share"
        case soakSeconds = "soak_seconds"
        case isAutomatic = "advances_itself"
        case bytesPerSecond = "bytes_per_second"
        case journal
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var advance = AdvanceRule()
        advance.verifiedShare = try container.decode(Double.self, forKey: .verifiedShare)
        advance.soak = .seconds(try container.decode(Int.self, forKey: .soakSeconds))
        advance.isAutomatic = try container.decode(Bool.self, forKey: .isAutomatic)
        self.init(
            filter: try container.decodeIfPresent(String.self, forKey: .filter),
            isDynamic: try container.decodeIfPresent(TargetsRule.self, forKey: .targets) == .dynamic,
            leavesOutCurrent: try container.decode(Bool.self, forKey: .leavesOutCurrent),
            waves: try container.decode([WavePlan].self, forKey: .waves), advance: advance,
            schedule: try container.decodeIfPresent(SchedulePlan.self, forKey: .schedule),
            windows: try container.decodeIfPresent([WindowPlan].self, forKey: .windows) ?? [],
            pace: try container.decodeIfPresent(JoinPace.self, forKey: .pace),
            bytesPerSecond: try container.decodeIfPresent(Int.self, forKey: .bytesPerSecond),
            preparesRollback: try container.decodeIfPresent(RollbackChoice.self, forKey: .rollback) == .prepare,
            journal: try container.decodeIfPresent(JournalSource.self, forKey: .journal))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(filter, forKey: .filter)
        try container.encode(leavesOutCurrent, forKey: .leavesOutCurrent)
        try container.encode(waves, forKey: .waves)
        try container.encode(advance.verifiedShare, forKey: .verifiedShare)
        try container.encode(Int(advance.soak.components.seconds), forKey: .soakSeconds)
        try container.encode(advance.isAutomatic, forKey: .isAutomatic)
        // Absent where they say nothing: a program that does not know them reads such a plan as it is.
        if isDynamic { try container.encode(TargetsRule.dynamic, forKey: .targets) }
        try container.encodeIfPresent(schedule, forKey: .schedule)
        if !windows.isEmpty { try container.encode(windows, forKey: .windows) }
        try container.encodeIfPresent(pace, forKey: .pace)
        try container.encodeIfPresent(bytesPerSecond, forKey: .bytesPerSecond)
        if preparesRollback { try container.encode(RollbackChoice.prepare, forKey: .rollback) }
        try container.encodeIfPresent(journal, forKey: .journal)
    }
}

/// When it is settled which devices take part, as plans name it.
package enum TargetsRule: String, CaseIterable, Hashable, Sendable, Codable {
    /// At the start.
    case frozen
    /// Those that match later join the last wave, until the rollout is finished.
    case dynamic

    /// So long after a look at the fleet the next one begins.
    package static let pause: Duration = .seconds(600)
}

/// What becomes of a rollout that a gate has stopped, as plans name it.
package enum RollbackChoice: String, CaseIterable, Hashable, Sendable, Codable {
    /// A person looks after it.
    case none
    /// Its way back is prepared, for a person to start.
    case prepare
}

/// A plan as it is kept: its text, and the seed by which its devices are ordered.
package struct StoredPlan: Hashable, Sendable {
    package let text: String
    package let version: Int
    package let seed: Int64

    package init(text: String, version: Int = RolloutPlan.version, seed: Int64) {
        self.text = text
        self.version = version
        self.seed = seed
    }
}
