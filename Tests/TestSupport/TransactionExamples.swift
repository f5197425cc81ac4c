import SlipwayCore

/// Valid rows, of which a test names only what it cares about.
extension RepositoryTransaction {
    @discardableResult
    package func insertOrganization(
        name: String = "acme", displayName: String? = nil, deviceLimit: Int = 1_000, active: Bool = true,
        halted: Bool = false
    ) throws -> Organization {
        var organization = try insert(
            NewOrganization.example(name: name, displayName: displayName, deviceLimit: deviceLimit))
        guard !active || halted else { return organization }
        organization.active = active
        organization.halted = halted
        try update(organization)
        return try self.organization(organization.id) ?? organization
    }

    /// `dev-001`, `dev-002` and so on, each running `version`.
    @discardableResult
    package func insertDevices(
        _ count: Int, in organization: Organization.ID, prefix: String = "dev", version: String = "1.0.0",
        hardwareVersion: String = "rev-a"
    ) throws -> [Device] {
        let inserted = try insert(
            (1...count).map { number in
                let digits = String(number)
                let uid = "\(prefix)-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
                return NewDevice.example(uid: uid, in: organization, hardwareVersion: hardwareVersion)
            })
        guard !version.isEmpty else { return inserted }
        let outcomes = inserted.map { device in
            DeviceReportOutcome(
                of: DeviceReport(deviceID: device.id, at: now, version: version),
                in: DeviceReportContext(
                    device: device, sessionState: nil, sessionStateSince: nil, sessionReason: nil,
                    releaseVersion: nil, batchDevice: nil))
        }
        try record(outcomes)
        return try inserted.compactMap { try device($0.id) }
    }

    /// Lets in whom the rules accept.
    ///
    /// - Returns: how many those were.
    @discardableResult
    package func register(_ entries: [NewDevice]) throws -> Int {
        let rules = RegistrationRules(
            organizations: try organizations(Set(entries.map(\.organizationID))),
            registered: try registered(for: entries),
            scope: .all)
        let accepted = zip(entries, rules.verdicts(on: entries)).filter { $0.1 == .accepted }.map(\.0)
        return try insert(accepted).count
    }

    @discardableResult
    package func insertRelease(
        version: String = "2.0.0", channel: ReleaseChannel = .production,
        status: FirmwareReleaseStatus = .approved, minimumVersion: String? = nil, hardwareVersions: [String] = [],
        organization: Organization.ID? = nil, digests: FirmwareDigests = .example(), sizeBytes: Int64 = 1_000
    ) throws -> FirmwareRelease {
        let release = try insert(
            NewFirmwareRelease.example(
                version: version, channel: channel, minimumVersion: minimumVersion,
                hardwareVersions: hardwareVersions, organization: organization),
            digests: digests, sizeBytes: sizeBytes)
        try setStatus(of: release.id, to: status)
        return try self.release(release.id) ?? release
    }

    @discardableResult
    package func insertBatch(
        of devices: [Device], firmware: FirmwareRelease.ID, name: String = "spring",
        organization: Organization.ID? = nil, maximumInFlight: Int = 100, gate: GateRule? = nil,
        request: RequestKey? = nil, retryOf: UpdateBatch.ID? = nil
    ) throws -> UpdateBatch {
        let rollout = try insert(
            NewRollout.example(
                name: name, organization: organization ?? devices.first?.organizationID, firmware: firmware,
                maximumInFlight: maximumInFlight, gate: gate, request: request))
        return try insertBatch(of: devices, into: rollout, retryOf: retryOf)
    }

    /// One more batch of a rollout.
    @discardableResult
    package func insertBatch(
        of devices: [Device], into rollout: Rollout.ID, retryOf: UpdateBatch.ID? = nil
    ) throws -> UpdateBatch {
        try insert(
            devices.map {
                NewBatchDevice(
                    deviceID: $0.id, fromVersion: $0.firmwareVersion, hardwareVersion: $0.hardwareVersion)
            }, into: rollout, retryOf: retryOf)
    }

    /// Puts a batch and the rollout that has no other one into the same state, past their machines.
    package func setBoth(_ id: UpdateBatch.ID, to state: UpdateBatchState) throws {
        guard let batch = try batch(id), let rolloutState = RolloutState(rawValue: state.rawValue) else {
            throw SlipwayError.unknownValue
        }
        try setState(of: id, to: state, failureReason: nil)
        try setState(of: batch.rolloutID, to: rolloutState)
    }

    /// Starts every pending device of the batch, with deadlines a week away.
    ///
    /// - Parameter sessionsFrom: the number of the first session's id.
    @discardableResult
    package func startBatch(_ batch: UpdateBatch, sessionsFrom first: Int = 1) throws -> [SessionID] {
        let candidates = try startCandidates(batch.id)
        let sessions = candidates.indices.map { SessionID.example(first + $0) }
        try start(
            zip(candidates, sessions).map { candidate, session in
                SessionStart(
                    batchDeviceID: candidate.batchDeviceID, deviceID: candidate.candidate.deviceID,
                    outcome: .initiated(session))
            }, of: batch.id, firmware: batch.firmwareID, deadlineAt: now + .seconds(7 * 86_400))
        try setState(of: batch.id, to: .inProgress, failureReason: nil)
        if let rollout = try rollout(batch.rolloutID) {
            try setState(of: rollout.id, to: try rollout.status.after(.started, counters: rollout.counters))
        }
        return sessions
    }

    /// Moves a session by one step as the rules would.
    @discardableResult
    package func step(
        _ id: SessionID, to state: UpdateSessionState, reason: ReasonCode? = nil, failure: String? = nil,
        isReport: Bool = true
    ) throws -> Bool {
        guard let context = try sessionContext(id) else { return false }
        let batchDeviceStatus: UpdateBatchDeviceState? =
            switch state {
            case .completed: .succeeded
            case .failed, .cancelled: .failed
            case .initiated, .acknowledged, .downloading, .flashed: nil
            }
        let from = context.session.updateStatus
        return try move(
            SessionMove(
                session: context.session.id, device: context.device.id, from: from, to: state,
                deadlineAt: state.isFinal ? nil : now + .seconds(7_200), isReport: isReport, reasonCode: reason,
                failureReason: failure, reasonKey: failure.map { ReasonKey.masking($0) },
                firmwareVersion: state == .flashed ? context.firmware.version : nil,
                batchDeviceStatus: context.batchDevice == nil ? nil : batchDeviceStatus,
                verifyBy: state == .completed ? now + .seconds(900) : nil,
                phaseBucket: from.isInFlight
                    ? PhaseDurations.bucket(of: now - context.session.stateSince) : nil))
    }

    /// Takes a session through every state to the end.
    package func complete(_ id: SessionID) throws {
        for state in [UpdateSessionState.acknowledged, .downloading, .flashed, .completed] { try step(id, to: state) }
    }

    /// Writes one device's report as the report flush does.
    package func report(_ version: String?, from device: Device.ID, at instant: Timestamp? = nil) throws {
        let contexts = try reportContexts([device])
        try record(
            contexts.map { context in
                DeviceReportOutcome(
                    of: DeviceReport(deviceID: device, at: instant ?? now, version: version), in: context)
            })
    }
}
