import SlipwayCore

/// What to change of a rollout; what is none stays.
package struct RolloutEdit: Hashable, Sendable {
    package var name: String?
    /// An organization, or a filter: devices that were listed stay listed.
    package var target: BatchRequest.Target?
    package var isDynamic: Bool?
    package var leavesOutCurrent: Bool?
    package var waves: [WavePlan]?
    package var verifiedShare: Double?
    package var soak: Duration?
    package var isAutomatic: Bool?
    package var preparesRollback: Bool?
    package var maximumInFlight: Int?
    package var pace: JoinPace?
    package var bytesPerSecond: Int?
    /// The one that was looked at; none for whatever it is by now.
    package var revision: Int?

    package init(
        name: String? = nil, target: BatchRequest.Target? = nil, isDynamic: Bool? = nil,
        leavesOutCurrent: Bool? = nil, waves: [WavePlan]? = nil, verifiedShare: Double? = nil, soak: Duration? = nil,
        isAutomatic: Bool? = nil, preparesRollback: Bool? = nil, maximumInFlight: Int? = nil, pace: JoinPace? = nil,
        bytesPerSecond: Int? = nil, revision: Int? = nil
    ) {
        self.name = name
        self.target = target
        self.isDynamic = isDynamic
        self.leavesOutCurrent = leavesOutCurrent
        self.waves = waves
        self.verifiedShare = verifiedShare
        self.soak = soak
        self.isAutomatic = isAutomatic
        self.preparesRollback = preparesRollback
        self.maximumInFlight = maximumInFlight
        self.pace = pace
        self.bytesPerSecond = bytesPerSecond
        self.revision = revision
    }

    /// The rollout as it becomes.
    func applied(to content: RolloutContent) -> RolloutContent {
        var edited = content
        edited.name = name ?? content.name
        edited.maximumInFlight = maximumInFlight ?? content.maximumInFlight
        edited.plan.filter = target?.planFilter ?? content.plan.filter
        edited.plan.isDynamic = isDynamic ?? content.plan.isDynamic
        edited.plan.leavesOutCurrent = leavesOutCurrent ?? content.plan.leavesOutCurrent
        edited.plan.waves = waves ?? content.plan.waves
        edited.plan.advance.verifiedShare = verifiedShare ?? content.plan.advance.verifiedShare
        edited.plan.advance.soak = soak ?? content.plan.advance.soak
        edited.plan.advance.isAutomatic = isAutomatic ?? content.plan.advance.isAutomatic
        edited.plan.pace = pace ?? content.plan.pace
        edited.plan.bytesPerSecond = bytesPerSecond ?? content.plan.bytesPerSecond
        edited.plan.preparesRollback = preparesRollback ?? content.plan.preparesRollback
        return edited
    }

    /// Every fault of a draft as it becomes, in the order of the fields.
    func faults(in edited: RolloutContent, before content: RolloutContent, lossLimit: Duration) -> [FieldFault] {
        // Which devices are meant is judged only where that is edited.
        let request = RolloutRequest(
            name: edited.name, firmware: .version(""), target: target ?? .organization(""),
            leavesOutCurrent: edited.plan.leavesOutCurrent, waves: edited.plan.waves, advance: edited.plan.advance,
            pace: edited.plan.pace, bytesPerSecond: edited.plan.bytesPerSecond, maximumInFlight: edited.maximumInFlight)
        var faults = request.faults(lossLimit: lossLimit)
        guard content.plan.filter == nil else { return faults }
        let listed = "cannot change: its devices were listed, so create another rollout"
        if target != nil { faults.append(FieldFault(field: "filter", fault: listed)) }
        if edited.plan.isDynamic { faults.append(RolloutRequest.listedDynamically) }
        if edited.plan.leavesOutCurrent != content.plan.leavesOutCurrent {
            faults.append(FieldFault(field: "leaves_out_current", fault: listed))
        }
        return faults
    }

    /// Every fault of one that runs, of which the pace alone may become another, and gates stricter.
    func faultsWhileRunning(in edited: RolloutContent, before content: RolloutContent) -> [FieldFault] {
        var faults: [FieldFault] = []
        func check(_ field: String, _ isChanged: Bool) {
            guard isChanged else { return }
            faults.append(FieldFault(field: field, fault: "changes only while the rollout is a draft"))
        }
        check("name", edited.name != content.name)
        check("filter", edited.plan.filter != content.plan.filter)
        check("targets", edited.plan.isDynamic != content.plan.isDynamic)
        check("leaves_out_current", edited.plan.leavesOutCurrent != content.plan.leavesOutCurrent)
        check("waves", edited.plan.waves.map(\.size) != content.plan.waves.map(\.size))
        check("verified_share", edited.plan.advance.verifiedShare != content.plan.advance.verifiedShare)
        check("soak_seconds", edited.plan.advance.soak != content.plan.advance.soak)
        check("advances_itself", edited.plan.advance.isAutomatic != content.plan.advance.isAutomatic)
        check("rollback", edited.plan.preparesRollback != content.plan.preparesRollback)
        let limits = BatchRequest.maximumInFlightLimits
        if !limits.contains(edited.maximumInFlight) {
            faults.append(
                FieldFault(
                    field: "max_in_flight", fault: "must be from \(limits.lowerBound) to \(limits.upperBound)"))
        }
        return faults + (edited.plan.pace?.faults ?? [])
            + [DownloadBudget.fault(of: edited.plan.bytesPerSecond)].compactMap(\.self)
    }
}
