import SlipwayCore

/// Which devices shall take which release, in which waves.
package struct RolloutRequest: Hashable, Sendable {
    /// Of devices that are named one by one.
    package static let listLimit = 10_000

    package var name: String
    package var firmware: ReleaseName
    package var target: BatchRequest.Target
    /// Whether devices that match later join the last wave.
    package var isDynamic: Bool
    package var leavesOutCurrent: Bool
    package var waves: [WavePlan]
    package var advance: AdvanceRule
    /// None where it begins at once, and ends with its devices.
    package var schedule: SchedulePlan?
    /// Empty where its devices may update at any time.
    package var windows: [WindowPlan]
    /// None where any number of its devices may begin in a minute.
    package var pace: JoinPace?
    /// None where its downloads together have no limit.
    package var bytesPerSecond: Int?
    /// Whether a way back is prepared when a gate stops it.
    package var preparesRollback: Bool
    /// None for the default.
    package var maximumInFlight: Int?
    /// Makes sending it again the same rollout.
    package var requestID: String?
    /// Whether its approval is asked for at once. Where that is false it stays a draft, even where no approval is due;
    /// where nothing is said, it is a draft only where one is due.
    package var submits: Bool?

    package init(
        name: String, firmware: ReleaseName, target: BatchRequest.Target, isDynamic: Bool = false,
        leavesOutCurrent: Bool = true, waves: [WavePlan] = WavePlan.standard, advance: AdvanceRule = AdvanceRule(),
        schedule: SchedulePlan? = nil, windows: [WindowPlan] = [], pace: JoinPace? = nil, bytesPerSecond: Int? = nil,
        preparesRollback: Bool = false, maximumInFlight: Int? = nil, requestID: String? = nil, submits: Bool? = nil
    ) {
        self.name = name
        self.firmware = firmware
        self.target = target
        self.isDynamic = isDynamic
        self.leavesOutCurrent = leavesOutCurrent
        self.waves = waves
        self.advance = advance
        self.schedule = schedule
        self.windows = windows
        self.pace = pace
        self.bytesPerSecond = bytesPerSecond
        self.preparesRollback = preparesRollback
        self.maximumInFlight = maximumInFlight
        self.requestID = requestID
        self.submits = submits
    }

    /// Every fault that can be seen at any time, in the order of the fields.
    package func faults(lossLimit: Duration) -> [FieldFault] {
        let batch = BatchRequest(
            name: name, firmware: firmware, target: target, maximumInFlight: maximumInFlight, requestID: requestID)
        return batch.faults(deviceLimit: Self.listLimit, fitting: "one list")
            + (isDynamic && target.planFilter == nil ? [Self.listedDynamically] : [])
            + plan.faults(lossLimit: lossLimit) + plan.zoneFaults
    }

    /// Whether it depends on the time.
    var isTimed: Bool { schedule != nil || !windows.isEmpty }

    static func tooMany(limit: Int) -> FieldFault {
        FieldFault(field: "filter", fault: "finds more than \(limit) devices, which is as many as one rollout takes")
    }

    static let listedDynamically = FieldFault(
        field: "targets", fault: "must be frozen: no later device matches a list")

    /// What is kept of it.
    var plan: RolloutPlan {
        RolloutPlan(
            filter: target.planFilter, isDynamic: isDynamic, leavesOutCurrent: leavesOutCurrent, waves: waves,
            advance: advance, schedule: schedule, windows: windows, pace: pace, bytesPerSecond: bytesPerSecond,
            preparesRollback: preparesRollback)
    }
}

extension RolloutPlan {
    /// A zone that this machine does not know.
    var zoneFaults: [FieldFault] {
        guard let name = schedule?.timeZone, ZonedTime(name) == nil else { return [] }
        return [RolloutTiming.fault(ofZone: name)]
    }
}

extension BatchRequest.Target {
    /// As a plan keeps it; none for devices that are named one by one.
    var planFilter: String? {
        switch self {
        case .devices: nil
        case .organization(let name): Filter.organization(name).description
        case .matching(let filter): filter.description
        }
    }
}

extension Filter {
    /// All devices of an organization.
    fileprivate static func organization(_ name: String) -> Filter {
        let field = FilterField("organization", .text, help: "")
        return Filter([FilterTerm(.isIn(field, [.text(name)], isNegated: false))])
    }
}
