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
        let waiting = try await repository.read { try $0.startCandidates(claim.batchID) }
        // A write may run again, so that the identifiers are made before it; a batch gets no further devices.
        let sessions = Dictionary(waiting.map { ($0.batchDeviceID, identifiers.sessionID()) }) { first, _ in first }
        try await repository.write { transaction in
            guard let batch = try held(in: transaction) else { return }
            guard let release = try transaction.release(batch.firmwareID) else {
                throw SlipwayError.firmwareNotFound(batch.firmwareID.description)
            }
            let eligibility = FirmwareEligibility(of: release)
            let starts = try transaction.startCandidates(batch.id).compactMap { device -> SessionStart? in
                let refusal = device.candidate.refusal ?? eligibility.refusal(of: device.candidate)
                if let refusal { return device.start(.refused(refusal)) }
                return sessions[device.batchDeviceID].map { device.start(.initiated($0)) }
            }
            try transaction.start(
                starts, of: batch.id, firmware: release.id,
                deadlineAt: transaction.now + settings.deadlines.initiated)
            try conclude(batch, after: .started, in: transaction)
        }
    }

    /// Nobody could start it: what is still pending fails, and with it the batch.
    func exhaust() async throws {
        try await repository.write { transaction in
            guard let batch = try held(in: transaction) else { return }
            let starts = try transaction.startCandidates(batch.id).map { $0.start(.refused(.attemptsExhausted)) }
            try transaction.start(
                starts, of: batch.id, firmware: batch.firmwareID,
                deadlineAt: transaction.now + settings.deadlines.initiated)
            try conclude(batch, after: nil, in: transaction)
        }
    }

    /// An attempt that failed is on record, and the batch free for the next one; after the last there is none.
    func noteFailure(_ words: String) async throws {
        try await repository.write { transaction in
            guard let batch = try held(in: transaction) else { return }
            try transaction.append([
                NewEvent(
                    .batchStartFailed, by: actor, on: EventSubject(of: batch),
                    detail: "attempt \(claim.attempts) of \(settings.maximumAttempts): \(words)")
            ])
            if claim.attempts < settings.maximumAttempts { try transaction.giveUp(claim) }
        }
        if claim.attempts >= settings.maximumAttempts { try await exhaust() }
    }

    private var actor: Principal { .worker(claim.owner) }

    /// The batch, where the claim is still good and there is still something to start.
    private func held(in transaction: any RepositoryTransaction) throws -> UpdateBatch? {
        guard try transaction.holds(claim), let batch = try transaction.batch(claim.batchID) else { return nil }
        switch batch.status {
        case .pending, .inProgress: return batch
        case .paused, .cancelling, .cancelled, .completed, .failed:
            try transaction.giveUp(claim)
            return nil
        }
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
        try BatchSettlement.settle(batch.id, by: actor, in: transaction)
        try transaction.giveUp(claim)
    }
}

extension StartCandidate {
    fileprivate func start(_ outcome: SessionStart.Outcome) -> SessionStart {
        SessionStart(batchDeviceID: batchDeviceID, deviceID: candidate.deviceID, outcome: outcome)
    }
}

extension FirmwareEligibility {
    fileprivate func refusal(of candidate: BatchCandidate) -> ReasonCode? {
        refusal(firmwareVersion: candidate.firmwareVersion, hardwareVersion: candidate.hardwareVersion)
    }
}
