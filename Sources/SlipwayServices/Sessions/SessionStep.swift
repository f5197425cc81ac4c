import SlipwayCore

/// One step of a session with all that follows from it: the device, its batch, the batch's end, and the events.
struct SessionStep: Sendable {
    private let context: SessionContext
    private let to: UpdateSessionState
    private let effects: [UpdateSessionState.Effect]
    private let failure: SessionFailure?
    private let isReport: Bool

    /// - Parameters:
    ///   - failure: why, for a step to failed or cancelled.
    ///   - isReport: whether the device itself said so.
    init(
        of context: SessionContext, to: UpdateSessionState, effects: [UpdateSessionState.Effect],
        failure: SessionFailure? = nil, isReport: Bool
    ) {
        self.context = context
        self.to = to
        self.effects = effects
        self.failure = failure
        self.isReport = isReport
    }

    /// - Returns: the session as it is then; none, with nothing changed, where it has meanwhile moved.
    func carryOut(
        by actor: Principal, settings: ServiceSettings, in transaction: any RepositoryTransaction
    ) throws -> UpdateSession? {
        let move = move(at: transaction.now, settings: settings)
        guard move.batchDeviceStatus != nil, let id = context.batch?.id else {
            guard try transaction.move(move) else { return nil }
            try tell(by: actor, in: transaction)
            return move.result(for: context.session, at: transaction.now)
        }
        guard let batch = try transaction.move(move, in: id) else { return nil }
        try tell(by: actor, in: transaction)
        if worsens(by: move), try GateJudgement.judge([id: actor], in: transaction) {
            try BatchSettlement.settle([id], by: actor, in: transaction)
        } else {
            try BatchSettlement.settle(batch, by: actor, in: transaction)
        }
        return move.result(for: context.session, at: transaction.now)
    }

    /// The same as one of many in a transaction, which settles what they change after all of them.
    func carryOut(
        by actor: Principal, settings: ServiceSettings, in transaction: any RepositoryTransaction,
        unsettled changes: inout BatchChanges
    ) throws -> UpdateSession? {
        let move = move(at: transaction.now, settings: settings)
        guard try transaction.move(move) else { return nil }
        try tell(by: actor, in: transaction)
        if move.batchDeviceStatus != nil, let batch = context.batch {
            changes.finished.insert(batch.id)
            if worsens(by: move) { changes.worsened.insert(batch.id) }
        }
        return move.result(for: context.session, at: transaction.now)
    }

    /// Whether the device becomes bad by it.
    private func worsens(by move: SessionMove) -> Bool {
        move.batchDeviceStatus == .failed && failure?.reasonCode.speaksAgainstRelease == true
    }

    private func tell(by actor: Principal, in transaction: any RepositoryTransaction) throws {
        try transaction.append([
            NewEvent(eventKind, by: actor, on: EventSubject(of: context), detail: failure?.text ?? "")
        ])
    }

    /// Judges again, by what is there then, whatever lost a race against another step of the same session.
    ///
    /// - Parameter attempt: none where it lost.
    static func retryingRaces<Value>(_ attempt: () throws -> Value?) throws -> Value {
        for _ in 0..<3 {
            if let value = try attempt() { return value }
        }
        throw SlipwayError.databaseUnavailable("the session keeps changing")
    }

    private func move(at now: Timestamp, settings: ServiceSettings) -> SessionMove {
        let batchDeviceStatus = batchDeviceStatus
        return SessionMove(
            session: context.session.id, device: context.device.id, from: context.session.updateStatus, to: to,
            deadlineAt: settings.deadlines.deadline(entering: to, at: now), isReport: isReport,
            reasonCode: failure?.reasonCode, failureReason: failure?.text, reasonKey: failure?.reasonKey,
            firmwareVersion: effects.contains(.recordFirmwareVersion) ? context.firmware.version : nil,
            batchDeviceStatus: batchDeviceStatus,
            verifyBy: batchDeviceStatus == .succeeded ? now + settings.lossLimit : nil,
            progressPercent: progressPercent, phaseBucket: phaseBucket(at: now))
    }

    /// A device that has flashed has all of it, whether or not it ever reported progress.
    private var progressPercent: Int? {
        switch to {
        case .flashed, .completed: 100
        case .initiated, .acknowledged, .downloading, .failed, .cancelled: nil
        }
    }

    private var batchDeviceStatus: UpdateBatchDeviceState? {
        guard let current = context.batchDevice?.status else { return nil }
        let next: UpdateBatchDeviceState? =
            effects.contains(.succeedBatchDevice) ? .succeeded : effects.contains(.failBatchDevice) ? .failed : nil
        return next.flatMap { current.allows($0) ? $0 : nil }
    }

    /// How long a phase takes is learned from those that got through it without being held.
    private func phaseBucket(at now: Timestamp) -> Int? {
        let session = context.session
        guard context.batch != nil, context.hold == nil, failure == nil, session.updateStatus.isInFlight else {
            return nil
        }
        if let resumedAt = context.resumedAt, resumedAt > session.stateSince { return nil }
        return PhaseDurations.bucket(of: now - session.stateSince)
    }

    private var hasExpired: Bool { failure?.reasonCode == .noReport || failure?.reasonCode == .notReached }

    private var eventKind: EventKind {
        switch to {
        case .initiated, .acknowledged: .sessionAcknowledged
        case .downloading: .sessionDownloading
        case .flashed: .sessionFlashed
        case .completed: .sessionCompleted
        case .failed: hasExpired ? .sessionExpired : .sessionFailed
        case .cancelled: .sessionCancelled
        }
    }
}
