import SlipwayCore

extension RolloutService {
    /// Writes a rollout with a plan. The devices are settled afterwards, in the background, where they are not listed, and
    /// once its start has come, where that is still to come; the first wave opens then. Where a second person has to approve
    /// it, it is a draft until then. A repeat returns the first result.
    ///
    /// - Throws: REQUEST_001, REQUEST_015, FIRMWARE_001, FIRMWARE_003, FIRMWARE_016, ORG_001, ROLLOUT_006.
    package func create(
        _ request: RolloutRequest, as principal: Principal
    ) async throws -> (rollout: Rollout, wasRepeat: Bool) {
        _ = try await checked(request, as: principal)
        let counted = try await requireTargets(of: request, as: principal)
        let created = try await repository.write { transaction in
            let key = try RequestKey(of: request, as: principal, in: transaction)
            if let earlier = try Self.repeated(key, as: principal, in: transaction) { return (earlier, true) }
            return (try create(request, counted: counted, key: key, as: principal, in: transaction), false)
        }
        conducting.ring()
        return created
    }

    /// What finds no device, or too many, is refused before anything is written; whether those that it finds can take the
    /// release is seen when they are settled, or where its approval is asked for at once.
    ///
    /// - Returns: how many can take part; none where they were not counted.
    private func requireTargets(of request: RolloutRequest, as principal: Principal) async throws -> Int? {
        guard let text = request.plan.filter else { return nil }
        let filter = try Filter(text, of: DeviceOrder.self)
        let (devices, isDue) = try await repository.read { reader in
            // A repeat finds what the first has made, whatever the filter finds by now.
            let key = try RequestKey(of: request, as: principal, in: reader)
            if let key, try reader.requestedRollout(key) != nil { return (0, false) }
            let organization = try UpdateService.organization(of: request.target, as: principal, in: reader)
            var enough = 1
            if request.waves.count > 1, case .count(let size) = request.waves[0].size {
                enough = min(size, Self.countedCanary) + 1
            }
            let found = try reader.deviceCount(matching: filter, in: principal.organization, atMost: enough)
            guard found > 0 else { throw SlipwayError.noTargets }
            if found < enough, let fault = request.plan.canaryFault(among: found) {
                throw SlipwayError.invalidRequest([fault])
            }
            let owner = organization?.id ?? principal.organization.organizationID
            let isDue = try reader.asksForApproval(owner.map { .organizations([$0]) } ?? ApprovalReach(of: filter))
            return (try reader.deviceCount(in: principal.organization), isDue)
        }
        // Only where there are so many that it may be too many they are counted, and for those who shall approve them.
        guard devices > settings.rolloutTargetLimit || isDue && request.submits == true else { return nil }
        let count = try await plan(request, as: principal).devices
        guard count > 0 || request.isDynamic else { throw SlipwayError.noTargets }
        return count
    }

    /// No more devices are counted to see whether a first wave takes them all; the preview always sees it.
    private static let countedCanary = 10_000

    /// - Returns: when it would begin now.
    /// - Throws: REQUEST_001 with every fault; AUTH_003.
    func checked(_ request: RolloutRequest, as principal: Principal) async throws -> RolloutTiming {
        try principal.require(.updatesWrite)
        var faults = request.faults(lossLimit: settings.lossLimit)
        guard request.isTimed else {
            guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
            return RolloutTiming(untimed: request.plan)
        }
        let (timing, isRepeat) = try await repository.read { reader in
            let timing = try Self.timing(of: request.plan, for: request.target, as: principal, in: reader)
            // The first has been judged, and its start may have come meanwhile.
            let key = timing.faults.isEmpty ? nil : try RequestKey(of: request, as: principal, in: reader)
            return (timing, try key.flatMap { try reader.requestedRollout($0) } != nil)
        }
        if !isRepeat { faults += timing.faults.filter { !faults.contains($0) } }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        return timing
    }

    /// In the zone of the organization whose rollout it is, where the plan names none.
    static func timing(
        of plan: RolloutPlan, for target: BatchRequest.Target, as principal: Principal, in reader: any RepositoryReader
    ) throws -> RolloutTiming {
        guard plan.schedule != nil || !plan.windows.isEmpty else { return RolloutTiming(untimed: plan) }
        var organization: Organization?
        do {
            organization = try UpdateService.organization(of: target, as: principal, in: reader)
        } catch SlipwayError.organizationNotFound {
            // What else is wrong is told first.
        }
        if organization == nil, let id = principal.organization.organizationID {
            organization = try reader.organization(id)
        }
        return RolloutTiming(
            of: plan, inZone: organization?.timeZone ?? NewOrganization.defaultTimeZone, now: reader.now)
    }

    private func create(
        _ request: RolloutRequest, counted: Int?, key: RequestKey?, as principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws -> Rollout {
        let organization = try UpdateService.organization(of: request.target, as: principal, in: transaction)
        let timing = try Self.timing(of: request.plan, for: request.target, as: principal, in: transaction)
        guard timing.faults.isEmpty else { throw SlipwayError.invalidRequest(timing.faults) }
        let release = try UpdateService.approvedRelease(request.firmware, as: principal, in: transaction)
        let listed = try Self.listed(request.target, as: principal, in: transaction)
        if let listed, let fault = request.plan.canaryFault(among: listed.count) {
            throw SlipwayError.invalidRequest([fault])
        }
        let owner = organization?.id ?? principal.organization.organizationID
        let reach =
            try Self.reach(of: request.plan, owner: owner) ?? .organizations(Set(listed?.map(\.organizationID) ?? []))
        let isDraft = try transaction.asksForApproval(reach) || request.submits == false
        let maximumInFlight = request.maximumInFlight ?? Rollout.defaultMaximumInFlight
        let rollout = NewRollout(
            name: request.name, organizationID: owner, firmwareID: release.id, isDraft: isDraft,
            maximumInFlight: maximumInFlight, joinsPerMinute: request.pace?.perMinute,
            bytesPerSecond: request.bytesPerSecond,
            shards: PlaceRule.shards(maximumInFlight: maximumInFlight), createdBy: principal.name,
            plan: try StoredPlan(
                timing.plan, seed: TargetOrder.seed(of: request, to: release),
                version: isDraft ? RolloutPlan.version : timing.plan.leastVersion),
            preparesRollback: timing.plan.preparesRollback, schedule: timing.schedule, request: key)
        let id = try transaction.insert(rollout)
        let created = try Self.visible(id, as: principal, in: transaction)
        let detail = "\(created.name), to \(release.version), in \(request.waves.count) waves"
        try transaction.append([
            NewEvent(.rolloutCreated, by: principal, on: EventSubject(of: created), detail: detail)
        ])
        guard !isDraft else {
            try draft(created, of: request, listed: listed, counted: counted, by: principal, in: transaction)
            return try Self.visible(id, as: principal, in: transaction)
        }
        if let listed {
            let freezing = try RolloutFreezing(of: created, in: transaction)
            guard try freezing.finish(with: listed, by: principal, in: transaction) else {
                throw SlipwayError.noTargets
            }
        }
        return try Self.visible(id, as: principal, in: transaction)
    }

    /// - Returns: none where the devices are not named one by one.
    static func listed(
        _ target: BatchRequest.Target, as principal: Principal, in reader: any UpdateReader
    ) throws -> [BatchCandidate]? {
        guard case .devices(let ids, let uids) = target else { return nil }
        let (found, unknown) = try UpdateService.candidates(ids: ids, uids: uids, as: principal, in: reader)
        guard unknown.isEmpty else {
            let names = unknown.prefix(10).joined(separator: ", ") + (unknown.count > 10 ? " and more" : "")
            throw SlipwayError.invalidRequest([FieldFault(field: "device_ids", fault: "there is no device \(names)")])
        }
        var seen: Set<Device.ID> = []
        return found.filter { seen.insert($0.deviceID).inserted }
    }

    static func repeated(
        _ key: RequestKey?, as principal: Principal, in transaction: any RepositoryTransaction
    ) throws -> Rollout? {
        guard let key else { return nil }
        try transaction.hold(.request(key), for: .changing)
        guard let found = try transaction.requestedRollout(key) else { return nil }
        guard found.bodySHA256 == key.bodySHA256, let rollout = try transaction.rollout(found.rollout),
            rollout.targets != nil, principal.organization.contains(rollout.organizationID)
        else { throw SlipwayError.requestKeyReused(key.key) }
        return rollout
    }

    /// Lets a wave pass before its time, whatever it shows; its gate stays as it is.
    ///
    /// - Throws: ROLLOUT_001; ROLLOUT_002 where the wave is not open, or the rollout not in progress; REQUEST_001 where the
    ///   reason is empty, or there is no such wave.
    package func advance(
        _ id: Rollout.ID, past number: Int, reason: String, as principal: Principal
    ) async throws -> Rollout {
        try principal.require(.updatesWrite)
        try UpdateService.checkRequired(reason)
        let rollout = try await repository.write { transaction in
            try transaction.hold(.conducting(id), for: .changing)
            let rollout = try Self.visible(id, as: principal, in: transaction)
            guard rollout.status == .inProgress else {
                throw SlipwayError.illegalRolloutTransition(from: rollout.status, event: "advanced")
            }
            guard let wave = try transaction.waves(of: id).first(where: { $0.id.number == number }) else {
                throw SlipwayError.invalidRequest([FieldFault(field: "wave", fault: "there is no wave \(number)")])
            }
            try WaveMove(of: rollout, by: principal).carryOut(.advanced, of: wave, reason: reason, in: transaction)
            return try Self.visible(id, as: principal, in: transaction)
        }
        conducting.ring()
        return rollout
    }
}

extension RepositoryReader {
    /// - Parameter limit: once so many are found, no more are looked for.
    fileprivate func deviceCount(
        matching filter: Filter, in scope: OrganizationScope, atMost limit: Int
    ) throws -> Int {
        var count = 0
        var position = PagePosition<ListAnchor>.first
        while count < limit {
            let page = try page(
                of: DeviceQuery(filter: filter), in: scope, at: position, limit: min(limit - count, 1_000))
            count += page.rows.count
            guard let next = page.continuation else { break }
            position = .after(next)
        }
        return count
    }
}
