import SlipwayCore

/// Which devices shall take which release.
package struct BatchRequest: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        case devices(ids: [Device.ID], uids: [String])
        /// By its name; all of its devices.
        case organization(String)
        /// Those that match at the moment of the request, of ``DeviceOrder``'s fields.
        case matching(Filter)
    }

    package static let maximumInFlightLimits = 1...100_000

    package var name: String
    package var firmware: ReleaseName
    package var target: Target
    /// None for the default.
    package var maximumInFlight: Int?
    /// What stops it by itself; none where nothing does.
    package var gate: GateRequest?
    /// None where it begins at once, and ends with its devices.
    package var schedule: SchedulePlan?
    /// Makes sending it again the same batch.
    package var requestID: String?
    /// Whether devices that run the release already are skipped.
    package var leavesOutCurrent: Bool
    /// What it must come to; none for whatever it comes to.
    package var expected: PlanExpectation?
    /// As of ``RolloutRequest``.
    package var submits: Bool?

    package init(
        name: String, firmware: ReleaseName, target: Target, maximumInFlight: Int? = nil, gate: GateRequest? = nil,
        schedule: SchedulePlan? = nil, requestID: String? = nil, leavesOutCurrent: Bool = false,
        expected: PlanExpectation? = nil, submits: Bool? = nil
    ) {
        self.name = name
        self.firmware = firmware
        self.target = target
        self.maximumInFlight = maximumInFlight
        self.gate = gate
        self.schedule = schedule
        self.requestID = requestID
        self.leavesOutCurrent = leavesOutCurrent
        self.expected = expected
        self.submits = submits
    }

    /// Every fault of form, in the order of the fields.
    ///
    /// - Parameter place: what holds so many devices.
    package func faults(deviceLimit: Int, fitting place: String = "one batch") -> [FieldFault] {
        var faults = FieldRule.name.faults(of: name, field: "name")
        if name.allSatisfy(\.isWhitespace) { faults.append(FieldFault(field: "name", fault: "is empty")) }
        if case .devices(let ids, let uids) = target {
            let count = Set(ids).count + Set(uids).count
            if count == 0 { faults.append(FieldFault(field: "device_ids", fault: "is empty")) }
            if count > deviceLimit {
                faults.append(
                    Self.tooMany(.exactly(count), limit: deviceLimit, fitting: place, field: "device_ids"))
            }
        }
        // A line that a script left empty must not take the whole fleet.
        if case .matching(let filter) = target, filter.terms.isEmpty {
            faults.append(FieldFault(field: "filter", fault: "is empty, and would take every device"))
        }
        if let maximumInFlight, !Self.maximumInFlightLimits.contains(maximumInFlight) {
            let limits = Self.maximumInFlightLimits
            faults.append(
                FieldFault(
                    field: "max_in_flight", fault: "must be from \(limits.lowerBound) to \(limits.upperBound)"))
        }
        faults += gate?.faults ?? []
        faults += timedPlan.zoneFaults
        if let requestID {
            if requestID.isEmpty { faults.append(FieldFault(field: "request_id", fault: "is empty")) }
            faults += FieldRule.identifier.faults(of: requestID, field: "request_id")
        }
        return faults
    }

    /// Its schedule as a plan, which is all that it has of one.
    var timedPlan: RolloutPlan { RolloutPlan(filter: nil, schedule: schedule) }

    static func tooMany(
        _ count: ListCount, limit: Int, fitting place: String = "one batch", field: String
    ) -> FieldFault {
        let text =
            switch count {
            case .exactly(let number): "\(number)"
            case .atLeast(let number): "more than \(max(number, limit))"
            }
        return FieldFault(field: field, fault: "has \(text) devices; at most \(limit) fit into \(place)")
    }
}
