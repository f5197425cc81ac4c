import SlipwayCore

/// A template and what it says.
package struct SavedTemplate: Hashable, Sendable {
    package let record: RolloutTemplate
    /// None where a newer program wrote what this one cannot read.
    package let plan: RolloutPlan?

    package init(_ record: RolloutTemplate) {
        self.record = record
        plan = try? record.plan.plan
    }

    /// A rollout by it.
    ///
    /// - Parameter target: instead of the devices that its filter finds.
    /// - Throws: DATABASE_001 where a newer program wrote it; REQUEST_001 where neither says which devices are meant.
    package func request(
        name: String, firmware: ReleaseName, target: BatchRequest.Target?
    ) throws -> RolloutRequest {
        let plan = try record.plan.plan
        let found = try plan.filter.map { BatchRequest.Target.matching(try Filter($0, of: DeviceOrder.self)) }
        guard let target = target ?? found else {
            throw SlipwayError.invalidRequest([
                FieldFault(field: "filter", fault: "is missing: template \(record.name) names no devices")
            ])
        }
        return RolloutRequest(
            name: name, firmware: firmware, target: target, isDynamic: plan.isDynamic,
            leavesOutCurrent: plan.leavesOutCurrent, waves: plan.waves, advance: plan.advance, schedule: plan.schedule,
            windows: plan.windows, pace: plan.pace, bytesPerSecond: plan.bytesPerSecond,
            preparesRollback: plan.preparesRollback,
            maximumInFlight: record.plan.maximumInFlight)
    }
}

/// What it takes to save a template.
package struct TemplateRequest: Hashable, Sendable {
    package var name: String
    /// By its name; none for all, or for the only one of the principal.
    package var organization: String?
    package var plan: RolloutPlan
    /// None for the default.
    package var maximumInFlight: Int?

    /// - Parameter request: a rollout as the template shall make them; what it is called, its release, and devices that are
    ///   named one by one are no part of a template.
    package init(name: String, organization: String?, of request: RolloutRequest) {
        self.name = name
        self.organization = organization
        plan = request.plan
        if case .matching(.none) = request.target { plan.filter = nil }
        maximumInFlight = request.maximumInFlight
    }

    /// - Parameter view: of a rollout with a plan.
    package init(name: String, organization: String?, plan: RolloutPlan, maximumInFlight: Int?) {
        self.name = name
        self.organization = organization
        self.plan = plan
        self.maximumInFlight = maximumInFlight
    }

    /// Every fault of form, in the order of the fields.
    func faults(lossLimit: Duration) -> [FieldFault] {
        var faults = FieldRule.name.faults(of: name, field: "name")
        if name.allSatisfy(\.isWhitespace) { faults.append(FieldFault(field: "name", fault: "is empty")) }
        let limits = BatchRequest.maximumInFlightLimits
        if let maximumInFlight, !limits.contains(maximumInFlight) {
            faults.append(
                FieldFault(
                    field: "max_in_flight", fault: "must be from \(limits.lowerBound) to \(limits.upperBound)"))
        }
        return faults + plan.faults(lossLimit: lossLimit) + plan.zoneFaults
    }
}

extension StoredTemplatePlan {
    init(_ plan: RolloutPlan, maximumInFlight: Int?) throws {
        let stored = try StoredPlan(plan, seed: 0)
        self.init(text: stored.text, version: stored.version, maximumInFlight: maximumInFlight)
    }

    /// - Throws: DATABASE_001 where a newer program wrote it.
    var plan: RolloutPlan { get throws { try StoredPlan(text: text, version: version, seed: 0).plan } }
}
