import SlipwayCore

extension RolloutService {
    /// A rollout of its own, of exactly the devices for which this one went wrong by one cause, to the same release, in one
    /// wave with the standard gate; as often as wanted, and a repeat with the same request id returns the first result.
    ///
    /// - Parameters:
    ///   - name: of the new rollout; none for that of the old one with "retry" after it.
    ///   - isTrial: only says how many devices it means.
    /// - Returns: no rollout where it is a trial.
    /// - Throws: ROLLOUT_001; ROLLOUT_006 where there is no such device; FIRMWARE_003, REQUEST_001, REQUEST_015.
    package func retry(
        _ id: Rollout.ID, _ group: RetryGroup, name: String? = nil, requestID: String? = nil, isTrial: Bool = false,
        as principal: Principal
    ) async throws -> RetriedDevices {
        try principal.require(.updatesWrite)
        let named = BatchRequest(
            name: name ?? "retry", firmware: .version(""), target: .organization(""), requestID: requestID)
        let faults = group.faults + named.faults(deviceLimit: settings.batchDeviceLimit)
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let key = requestID.map { RequestKey($0, retrying: group, of: id, name: name, as: principal) }
        let devices = try await repository.read { reader in
            let rollout = try Self.visible(id, as: principal, in: reader)
            let devices = try reader.count(of: group, in: id, Self.scope(of: rollout))
            // A repeat finds what the first has made, whatever became of its devices.
            let isRepeat = try key.map { try reader.requestedRollout($0) != nil } ?? false
            guard devices > 0 || isRepeat else { throw SlipwayError.noTargets }
            return devices
        }
        if isTrial { return RetriedDevices(rollout: nil, devices: devices, wasRepeat: false) }
        let retried = try await repository.write { transaction in
            if let earlier = try Self.repeated(key, as: principal, in: transaction) {
                return RetriedDevices(rollout: earlier, devices: devices, wasRepeat: true)
            }
            let rollout = try Self.visible(id, as: principal, in: transaction)
            let release = try UpdateService.approvedRelease(.id(rollout.firmwareID), as: principal, in: transaction)
            let name = name ?? FollowingName.of(rollout.name, "retry")
            let created = try Self.follow(
                rollout, .retry(of: id), from: .group(group, of: id), walk: .last, to: release, name: name, key: key,
                as: principal, in: transaction)
            try transaction.append([
                NewEvent(
                    .rolloutRetried, by: principal, on: EventSubject(of: rollout),
                    detail: "\(devices) devices, \(group.text), as rollout \(created.id)")
            ])
            return RetriedDevices(rollout: created, devices: devices, wasRepeat: false)
        }
        conducting.ring()
        return retried
    }

    static func scope(of rollout: Rollout) -> OrganizationScope { rollout.organizationID.map { .one($0) } ?? .all }

    /// Writes a rollout of another one's devices, in one wave with the standard gate.
    static func follow(
        _ rollout: Rollout, _ origin: RolloutOrigin, from source: JournalSource, walk: JournalWalk,
        to release: FirmwareRelease, name: String, key: RequestKey?, as principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws -> Rollout {
        let plan = RolloutPlan(
            filter: nil, leavesOutCurrent: origin.rolledBack != nil, waves: [WavePlan(size: .share(1))],
            bytesPerSecond: rollout.bytesPerSecond, journal: source)
        let new = NewRollout(
            name: name, organizationID: rollout.organizationID, firmwareID: release.id,
            maximumInFlight: rollout.maximumInFlight, bytesPerSecond: rollout.bytesPerSecond,
            shards: PlaceRule.shards(maximumInFlight: rollout.maximumInFlight), createdBy: principal.name,
            plan: try StoredPlan(plan, seed: TargetOrder.seed(of: [name, release.version, "\(rollout.id)"])),
            origin: origin, walk: walk, request: key)
        let created = try visible(try transaction.insert(new), as: principal, in: transaction)
        try transaction.append([
            NewEvent(
                .rolloutCreated, by: principal, on: EventSubject(of: created),
                detail: "\(created.name), to \(release.version), from rollout \(rollout.id)")
        ])
        return created
    }
}

/// What a retry of one cause came to.
package struct RetriedDevices: Hashable, Sendable {
    /// None where it was a trial.
    package let rollout: Rollout?
    /// How many have the cause.
    package let devices: Int
    package let wasRepeat: Bool

    package init(rollout: Rollout?, devices: Int, wasRepeat: Bool) {
        self.rollout = rollout
        self.devices = devices
        self.wasRepeat = wasRepeat
    }
}
