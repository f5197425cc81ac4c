import SlipwayCore

extension RolloutService {
    /// Leaves the devices that match out of the rollout from now on: nothing of it is offered to them, acknowledged or fed
    /// with the return of this. Those that wait, and those that have not flashed, are then taken out in the background,
    /// as left out. A filter that it leaves out already changes nothing.
    ///
    /// - Parameters:
    ///   - filter: of the fields in ``RolloutExclusion``.
    ///   - isTrial: only says how many devices it means.
    /// - Throws: ROLLOUT_001; ROLLOUT_002 where it is cancelling or over; ROLLOUT_006 where no device would be left;
    ///   REQUEST_001.
    package func exclude(
        _ id: Rollout.ID, _ filter: Filter, reason: String, isTrial: Bool = false, as principal: Principal
    ) async throws -> ExcludedDevices {
        try principal.require(.updatesWrite)
        try Self.check(filter, reason: reason, isTrial: isTrial)
        let reach = try await repository.read { reader in
            let rollout = try Self.visible(id, as: principal, in: reader)
            let (exclusion, isNew) = try Self.excluding(filter, from: rollout)
            let reach = try reader.reach(of: RolloutExclusion([filter]), in: id)
            guard isNew, rollout.targets?.isFrozen != false else { return reach }
            // Of those that are excluded already, some may not be out yet.
            let all = rollout.exclusion?.cursor == nil ? reach : try reader.reach(of: exclusion, in: id)
            guard all.leavesOthers else { throw SlipwayError.noTargets }
            return reach
        }
        if isTrial {
            let rollout = try await rollout(id, as: principal)
            return ExcludedDevices(rollout: rollout, filter: filter, devices: reach.devices)
        }
        let rollout = try await repository.write { transaction in
            // No batch of it is formed meanwhile.
            try transaction.hold(.conducting(id), for: .changing)
            _ = try Self.visible(id, as: principal, in: transaction)
            let rollout = try Self.held(id, in: transaction)
            let (exclusion, isNew) = try Self.excluding(filter, from: rollout)
            guard isNew else { return rollout }
            try transaction.setExclusion(
                StandingExclusion(text: exclusion.text, cursor: .targets(after: nil)), of: id)
            try transaction.append([
                NewEvent(
                    .devicesExcluded, by: principal, on: EventSubject(of: rollout),
                    detail: "\(filter), \(reach.devices) devices: \(reason)")
            ])
            return try Self.visible(id, as: principal, in: transaction)
        }
        conducting.ring()
        return ExcludedDevices(rollout: rollout, filter: filter, devices: reach.devices)
    }

    private static func check(_ filter: Filter, reason: String, isTrial: Bool) throws(SlipwayError) {
        var faults = RolloutExclusion.faults(of: filter)
        if !isTrial {
            faults += FieldRule.text.faults(of: reason, field: "reason")
            if reason.allSatisfy(\.isWhitespace) { faults.append(FieldFault(field: "reason", fault: "is empty")) }
        }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }

    /// Whom the rollout leaves out with the filter, and whether that is new.
    private static func excluding(
        _ filter: Filter, from rollout: Rollout
    ) throws(SlipwayError) -> (RolloutExclusion, isNew: Bool) {
        switch rollout.status {
        case .pending, .inProgress, .paused: break
        case .draft, .scheduled, .cancelling, .cancelled, .completed, .failed:
            throw .illegalRolloutTransition(from: rollout.status, event: "narrowed by an exclusion")
        }
        var exclusion = RolloutExclusion([])
        if let text = rollout.exclusion?.text { exclusion = try RolloutExclusion(stored: text) }
        let isNew = exclusion.add(filter)
        guard exclusion.filters.count <= RolloutExclusion.maximumFilters else {
            let fault = "is one too many: a rollout has at most \(RolloutExclusion.maximumFilters) exclusions"
            throw .invalidRequest([FieldFault(field: "filter", fault: fault)])
        }
        return (exclusion, isNew)
    }
}

/// What an exclusion means for a rollout.
package struct ExcludedDevices: Hashable, Sendable {
    package let rollout: Rollout
    package let filter: Filter
    /// How many devices it takes out, of those that have not flashed.
    package let devices: Int

    package init(rollout: Rollout, filter: Filter, devices: Int) {
        self.rollout = rollout
        self.filter = filter
        self.devices = devices
    }
}
