import SlipwayCore

extension UpdateService {
    /// Writes a rollout, its one batch and its devices, all pending; they begin once their start has come, where that is
    /// still to come. Where a second person has to approve it, its rollout is a draft until then. A repeat returns the first
    /// result.
    ///
    /// - Throws: REQUEST_001, REQUEST_015, FIRMWARE_001, FIRMWARE_003, FIRMWARE_016, ORG_001, BATCH_001, BATCH_005.
    package func createBatch(_ request: BatchRequest, as principal: Principal) async throws -> CreatedBatch {
        _ = try await checked(request, as: principal)
        let (settled, key) = try await prepared(request, as: principal)
        return try await repository.write { transaction in
            if let repeated = try Self.repeated(key, retryOf: nil, as: principal, in: transaction) { return repeated }
            let timing = try RolloutService.timing(
                of: request.timedPlan, for: request.target, as: principal, in: transaction)
            guard timing.faults.isEmpty else { throw SlipwayError.invalidRequest(timing.faults) }
            let planned = try plan(settled, at: timing.schedule, as: principal, in: transaction)
            let reach = ApprovalReach.organizations(Set(planned.plan.included.map(\.organizationID)))
            let isDraft = try transaction.asksForApproval(of: .batch, reach) || settled.submits == false
            let rollout = NewRollout(
                name: settled.name, organizationID: planned.plan.organizationID, firmwareID: planned.release.id,
                isDraft: isDraft, maximumInFlight: settled.maximumInFlight ?? Rollout.defaultMaximumInFlight,
                createdBy: principal.name, gate: settled.gate?.rule(devices: planned.plan.included.count),
                schedule: timing.schedule, request: key)
            let created = try Self.create(rollout, planned, retryOf: nil, by: principal, in: transaction)
            guard isDraft else { return created }
            let draft = try RolloutService.draft(
                created.rollout, submits: settled.submits == true, by: principal, in: transaction)
            return CreatedBatch(batch: created.batch, rollout: draft, plan: created.plan, wasRepeat: false)
        }
    }

    /// The dry run: what `createBatch` would do, and nothing written.
    ///
    /// - Throws: as `createBatch`, except for BATCH_001 and REQUEST_015.
    package func planBatch(_ request: BatchRequest, as principal: Principal) async throws -> BatchPlanResult {
        let schedule = try await checked(request, as: principal)
        return try await repository.read { reader in
            try plan(try settled(request, as: principal, in: reader), at: schedule, as: principal, in: reader)
        }
    }

    /// - Throws: BATCH_002.
    package func batch(_ id: UpdateBatch.ID, as principal: Principal) async throws -> UpdateBatch {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { try Self.visible(id, as: principal, in: $0) }
    }

    /// What stops the batch by itself; none where nothing does.
    ///
    /// - Throws: BATCH_002.
    package func gate(of id: UpdateBatch.ID, as principal: Principal) async throws -> WaveGate? {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            let batch = try Self.visible(id, as: principal, in: reader)
            return try reader.gates(of: batch.rolloutID).first { $0.wave.number == batch.wave }
        }
    }

    /// In the order of their ids.
    ///
    /// - Parameter filter: of ``BatchDeviceFields``.
    /// - Throws: BATCH_002; REQUEST_001 where the filter is none of theirs.
    package func batchDevices(
        _ id: UpdateBatch.ID, as principal: Principal, filter: Filter = .none,
        at position: PagePosition<UpdateBatchDevice.ID>, limit: Int
    ) async throws -> [BatchDeviceRow] {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            let batch = try Self.visible(id, as: principal, in: reader)
            return try reader.devices(
                ofBatch: batch.id, filter: filter, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// - Throws: BATCH_001.
    static func create(
        _ rollout: NewRollout, _ planned: BatchPlanResult, retryOf: UpdateBatch.ID?, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws -> CreatedBatch {
        guard !planned.plan.included.isEmpty else {
            throw SlipwayError.noValidDevices(skipped: planned.plan.skipped)
        }
        let devices = planned.plan.included.map { candidate in
            NewBatchDevice(
                deviceID: candidate.deviceID, fromVersion: candidate.firmwareVersion,
                hardwareVersion: candidate.hardwareVersion)
        }
        let batch = try transaction.insert(devices, into: try transaction.insert(rollout), retryOf: retryOf)
        try transaction.append(events(of: batch, planned: planned, by: principal))
        guard let created = try transaction.rollout(batch.rolloutID) else { throw SlipwayError.unknownValue }
        return CreatedBatch(batch: batch, rollout: created, plan: planned.plan, wasRepeat: false)
    }

    /// - Returns: when it would begin and end now.
    /// - Throws: REQUEST_001 with every fault; AUTH_003.
    private func checked(_ request: BatchRequest, as principal: Principal) async throws -> RolloutSchedule {
        try principal.require(.updatesWrite)
        var faults = request.faults(deviceLimit: settings.batchDeviceLimit)
        guard request.schedule != nil else {
            guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
            return RolloutSchedule()
        }
        let (timing, isRepeat) = try await repository.read { reader in
            let timing = try RolloutService.timing(
                of: request.timedPlan, for: request.target, as: principal, in: reader)
            // The first has been judged, and its start may have come meanwhile.
            let key = timing.faults.isEmpty ? nil : try RequestKey(of: request, as: principal, in: reader)
            return (timing, try key.flatMap { try reader.requested($0) } != nil)
        }
        if !isRepeat { faults += timing.faults.filter { !faults.contains($0) } }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        return timing.schedule
    }

    /// Reads the organization, the release and the devices in the order in which writes lock them.
    ///
    /// - Throws: BATCH_005.
    private func plan(
        _ request: BatchRequest, at schedule: RolloutSchedule, as principal: Principal, in reader: any RepositoryReader
    ) throws -> BatchPlanResult {
        let organization = try Self.organization(of: request.target, as: principal, in: reader)
        let release = try Self.approvedRelease(request.firmware, as: principal, in: reader)
        let (candidates, unknown) = try candidates(
            for: request.target, of: organization, as: principal, in: reader)
        let plan = BatchPlan(
            candidates: candidates, unknown: unknown, release: release, leavesOutCurrent: request.leavesOutCurrent,
            inactiveOrganizations: try reader.inactiveOrganizations(of: candidates))
        if let expected = request.expected, !expected.admits(plan) { throw SlipwayError.planDrifted(plan) }
        return BatchPlanResult(plan: plan, release: release, schedule: schedule)
    }

    /// The devices that match a filter are looked up before anything is locked; the rules judge them afterwards. What the
    /// request's key stands for is what was asked for, not what was found.
    private func prepared(
        _ request: BatchRequest, as principal: Principal
    ) async throws -> (settled: BatchRequest, key: RequestKey?) {
        if request.requestID == nil {
            guard case .matching = request.target else { return (request, nil) }
        }
        return try await repository.read { reader in
            let key = try RequestKey(of: request, as: principal, in: reader)
            return (try settled(request, as: principal, in: reader), key)
        }
    }

    /// With the devices that match its filter at this moment.
    private func settled(
        _ request: BatchRequest, as principal: Principal, in reader: any RepositoryReader
    ) throws -> BatchRequest {
        guard case .matching(let filter) = request.target else { return request }
        let limit = settings.batchDeviceLimit
        let query = DeviceQuery(filter: filter)
        var ids: [Device.ID] = []
        var position = PagePosition<ListAnchor>.first
        while ids.count <= limit {
            let page = try reader.page(
                of: query, in: principal.organization, at: position, limit: limit + 1 - ids.count)
            ids += page.rows.map(\.id)
            guard let next = page.continuation else {
                var settled = request
                settled.target = .devices(ids: ids, uids: [])
                return settled
            }
            position = .after(next)
        }
        let count = try reader.count(of: query, in: principal.organization)
        throw SlipwayError.invalidRequest([BatchRequest.tooMany(count, limit: limit, field: "filter")])
    }

    /// What an earlier request with the key has made; of several that come at once all but one wait here for the one.
    ///
    /// - Throws: REQUEST_015.
    static func repeated(
        _ key: RequestKey?, retryOf: UpdateBatch.ID?, as principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws -> CreatedBatch? {
        guard let key else { return nil }
        try transaction.hold(.request(key), for: .changing)
        guard let found = try transaction.requested(key) else { return nil }
        // Of an older request the body is not known.
        guard found.bodySHA256 ?? key.bodySHA256 == key.bodySHA256, found.batch.retryOf == retryOf,
            principal.organization.contains(found.batch.organizationID)
        else { throw SlipwayError.requestKeyReused(key.key) }
        return try repeated(found.batch, in: transaction)
    }

    static func repeated(_ batch: UpdateBatch, in reader: any RepositoryReader) throws -> CreatedBatch {
        guard let release = try reader.release(batch.firmwareID), let rollout = try reader.rollout(batch.rolloutID)
        else { throw SlipwayError.unknownValue }
        let nothing = BatchPlan(candidates: [], unknown: [], release: release, leavesOutCurrent: false)
        return CreatedBatch(batch: batch, rollout: rollout, plan: nothing, wasRepeat: true)
    }

    /// The organization all of whose devices are meant.
    ///
    /// - Throws: ORG_001.
    static func organization(
        of target: BatchRequest.Target, as principal: Principal, in reader: any OrganizationReader
    ) throws -> Organization? {
        guard case .organization(let name) = target else { return nil }
        guard let organization = try reader.organization(named: name),
            principal.organization.contains(organization.id)
        else { throw SlipwayError.organizationNotFound(name) }
        return organization
    }

    /// Candidates in the order asked for, and what was asked for in vain.
    static func candidates(
        ids: [Device.ID], uids: [String], as principal: Principal, in reader: any UpdateReader
    ) throws -> (candidates: [BatchCandidate], unknown: [String]) {
        let found = try reader.candidates(ids: ids, uids: uids)
            .filter { principal.organization.contains($0.organizationID) }
        let byID = Dictionary(found.map { ($0.deviceID, $0) }) { first, _ in first }
        let byUID = Dictionary(found.map { ($0.deviceUID, $0) }) { first, _ in first }
        let unknown = ids.filter { byID[$0] == nil }.map(\.description) + uids.filter { byUID[$0] == nil }
        return (ids.compactMap { byID[$0] } + uids.compactMap { byUID[$0] }, unknown)
    }

    /// The same, whatever devices are meant.
    private func candidates(
        for target: BatchRequest.Target, of organization: Organization?, as principal: Principal,
        in reader: any RepositoryReader
    ) throws -> (candidates: [BatchCandidate], unknown: [String]) {
        switch target {
        case .devices(let ids, let uids): return try Self.candidates(ids: ids, uids: uids, as: principal, in: reader)
        case .matching: return ([], [])
        case .organization:
            guard let organization else { return ([], []) }
            let limit = settings.batchDeviceLimit
            let candidates = try reader.candidates(ofOrganization: organization.id, limit: limit + 1)
            guard candidates.count <= limit else {
                let count = try reader.deviceCount(in: .one(organization.id))
                throw SlipwayError.invalidRequest([
                    BatchRequest.tooMany(.exactly(count), limit: limit, field: "organization")
                ])
            }
            return (candidates, [])
        }
    }

    static func approvedRelease(
        _ firmware: ReleaseName, as principal: Principal, in reader: any FirmwareReader
    ) throws -> FirmwareRelease {
        let release = try reader.release(firmware, in: principal.organization)
        guard release.releaseStatus == .approved else {
            throw SlipwayError.firmwareNotApproved(version: release.version, status: release.releaseStatus)
        }
        return release
    }

    static func visible(
        _ id: UpdateBatch.ID, as principal: Principal, in reader: any UpdateReader
    ) throws -> UpdateBatch {
        guard let batch = try reader.batch(id), principal.organization.contains(batch.organizationID) else {
            throw SlipwayError.batchNotFound(id.description)
        }
        return batch
    }

    private static func events(
        of batch: UpdateBatch, planned: BatchPlanResult, by principal: Principal
    ) -> [NewEvent] {
        let subject = EventSubject(of: batch)
        let count = planned.plan.included.count
        let retried = batch.retryOf.map { ", retrying batch \($0)" } ?? ""
        let text =
            "\(batch.name): \(count) \(count == 1 ? "device" : "devices") to \(planned.release.version)\(retried)"
        var events = [NewEvent(.batchCreated, by: principal, on: subject, detail: text)]
        let reasons = Dictionary(grouping: planned.plan.skipped, by: \.reasonCode)
            .map { "\($0.value.count) \($0.key.text)" }.sorted()
        if !reasons.isEmpty {
            events.append(
                NewEvent(.devicesSkipped, by: principal, on: subject, detail: reasons.joined(separator: ", ")))
        }
        return events
    }
}
