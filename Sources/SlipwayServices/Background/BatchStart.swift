import SlipwayCore

/// What the holder of a claim does with its batch; each in one transaction, and nothing where the claim has passed on.
struct BatchStart: Sendable {
    private let claim: BatchClaim
    private let repository: any Repository
    private let settings: ServiceSettings
    private let identifiers: IdentifierSource

    init(_ claim: BatchClaim, services: Services) {
        self.claim = claim
        repository = services.repository
        settings = services.settings
        identifiers = services.identifiers
    }

    /// Initiates every device that can be, fails the others with their reasons.
    func start() async throws {
        let (waiting, release) = try await repository.read { reader in
            (try reader.startCandidates(claim.batchID), try self.release(in: reader))
        }
        // A write may run again, so that the identifiers are made before it; a batch gets no further devices.
        let sessions = Dictionary(waiting.map { ($0.batchDeviceID, identifiers.sessionID()) }) { first, _ in first }
        try await repository.write { transaction in
            // The devices are locked before their batch.
            let candidates = try transaction.startCandidates(claim.batchID)
            let eligibility = try transaction.eligibility(of: candidates.map(\.candidate), for: release)
            guard let batch = try held(in: transaction) else { return }
            let starts = candidates.compactMap { device -> SessionStart? in
                if let refusal = eligibility.refusal(of: device.candidate) {
                    return device.start(.refused(refusal.reasonCode))
                }
                return sessions[device.batchDeviceID].map { device.start(.initiated($0)) }
            }
            try transaction.start(
                starts, of: batch.id, firmware: batch.firmwareID,
                deadlineAt: transaction.now + settings.deadlines.initiated)
            try conclude(batch, after: .started, in: transaction)
        }
    }

    /// No worker could start it: what is still pending fails, and with it the batch.
    func exhaust() async throws {
        try await repository.write { transaction in
            let starts = try transaction.startCandidates(claim.batchID)
                .map { $0.start(.refused(.attemptsExhausted)) }
            guard let batch = try held(in: transaction) else { return }
            try transaction.start(
                starts, of: batch.id, firmware: batch.firmwareID,
                deadlineAt: transaction.now + settings.deadlines.initiated)
            try conclude(batch, after: nil, in: transaction)
        }
    }

    /// An attempt that failed is on record, and the batch free for the next one; after the last there is none.
    func noteFailure(_ text: String) async throws {
        try await repository.write { transaction in
            guard let batch = try held(in: transaction) else { return }
            try transaction.append([
                NewEvent(
                    .batchStartFailed, by: actor, on: EventSubject(of: batch),
                    detail: "attempt \(claim.attempts) of \(settings.maximumAttempts): \(text)")
            ])
            if claim.attempts < settings.maximumAttempts { try transaction.giveUp(claim) }
        }
        if claim.attempts >= settings.maximumAttempts { try await exhaust() }
    }

    /// Gives the claim back without its attempt, for another one soon, and tells once what waits.
    ///
    /// - Returns: false where another transaction holds the batch itself.
    func giveBack(for reason: StartDelay) async throws -> Bool {
        let isGivenBack = try await repository.write { transaction in
            guard try transaction.giveBack(claim, until: transaction.now + reason.pause) else { return false }
            guard let batch = try transaction.batch(claim.batchID) else { return true }
            let detail = "\(batch.name) waits, and the attempt does not count: \(reason.text)"
            let latest = try transaction.latestEvent(.batchStartFailed, ofBatch: batch.id)
            if latest?.detail != detail {
                let event = NewEvent(.batchStartFailed, by: actor, on: EventSubject(of: batch), detail: detail)
                try transaction.append([event])
            }
            return true
        }
        if isGivenBack { return true }
        return try await repository.read { try !$0.isCurrent(claim) }
    }

    private var actor: Principal { .worker(claim.owner) }

    /// The batch's; what it asks of a device never changes.
    private func release(in reader: any RepositoryReader) throws -> FirmwareRelease {
        guard let batch = try reader.batch(claim.batchID) else {
            throw SlipwayError.batchNotFound(claim.batchID.description)
        }
        guard let release = try reader.release(batch.firmwareID) else {
            throw SlipwayError.firmwareNotFound(batch.firmwareID.description)
        }
        return release
    }

    /// The batch, where the claim is still good and there is still something to start.
    private func held(in transaction: any RepositoryTransaction) throws -> UpdateBatch? {
        guard try transaction.isCurrent(claim), let batch = try transaction.batch(claim.batchID) else { return nil }
        switch batch.status {
        case .pending, .inProgress:
            // Not locked, since rollouts are locked last: what starts beside a stop is held, or cancelled with its batch.
            if try transaction.rollout(batch.rolloutID)?.status.startsBatches == true { return batch }
        case .paused, .cancelling, .cancelled, .completed, .failed: break
        }
        try transaction.giveUp(claim)
        return nil
    }

    /// - Parameter event: none where nothing was started.
    private func conclude(
        _ batch: UpdateBatch, after event: UpdateBatchEvent?, in transaction: any RepositoryTransaction
    ) throws {
        let counters = try transaction.batch(batch.id)?.counters ?? batch.counters
        if let event {
            let state = try batch.status.after(event, counters: counters)
            try transaction.setState(of: batch.id, to: state, failureReason: nil)
            try transaction.append([
                NewEvent(
                    .batchStarted, by: actor, on: EventSubject(of: batch),
                    detail: "\(counters.initiated) of \(counters.total) initiated, \(counters.failed) not possible")
            ])
        }
        try transaction.giveUp(claim)
        if event != nil, try transaction.rollout(batch.rolloutID)?.status == .pending {
            try RolloutSettlement.judge(batch.rolloutID, after: .started, by: actor, in: transaction)
        }
        try BatchSettlement.settle([batch.id], by: actor, in: transaction)
    }
}

extension StartCandidate {
    fileprivate func start(_ outcome: SessionStart.Outcome) -> SessionStart {
        SessionStart(batchDeviceID: batchDeviceID, deviceID: candidate.deviceID, outcome: outcome)
    }
}
