import SlipwayCore

extension UpdateService {
    /// Whether there is an update for a device; what it reports is collected and written later.
    ///
    /// - Throws: DEVICE_001, DEVICE_003, REQUEST_001.
    package func check(uid: String, reportedVersion: String?, as principal: Principal) async throws -> UpdateOffer {
        try await check(uid: uid, reportedVersion: reportedVersion) { reader in
            guard let context = try reader.checkContext(uid: uid),
                try Self.mayActFor(context.device, as: principal)
            else { throw SlipwayError.deviceNotFound(uid) }
            return context
        }.offer
    }

    /// The same for a device that shows its token, in one read.
    ///
    /// - Throws: AUTH_001, DEVICE_003, REQUEST_001.
    package func check(uid: String, token: String, reportedVersion: String?) async throws -> UpdateCheck {
        let hash = TokenHash.sha256Hex(of: token)
        return try await check(uid: uid, reportedVersion: reportedVersion) { reader in
            guard let context = try reader.checkContext(uid: uid), let stored = context.tokenHash,
                TokenHash.isEqual(stored, hash)
            else { throw SlipwayError.invalidToken }
            return context
        }
    }

    private func check(
        uid: String, reportedVersion: String?,
        context: @escaping @Sendable (any RepositoryReader) throws -> DeviceCheckContext
    ) async throws -> UpdateCheck {
        let faults = FieldRule.reported.faults(of: reportedVersion ?? "", field: "version")
        let (context, now) = try await repository.readBriefly { reader in
            let context = try context(reader)
            guard context.device.active else { throw SlipwayError.deviceInactive(uid) }
            return (context, reader.now)
        }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let version = reportedVersion.flatMap { $0.isEmpty ? nil : $0 }
        await reports.record(DeviceReport(deviceID: context.device.id, at: now, version: version))
        return UpdateCheck(
            offer: UpdateOffer(to: context, pollAfter: settings.pollInterval),
            currentVersion: version ?? context.device.firmwareVersion, pollAfter: settings.pollInterval)
    }

    /// - Throws: UPDATE_008, UPDATE_009, UPDATE_014, DEVICE_003.
    package func acknowledge(_ session: SessionID, as principal: Principal) async throws -> UpdateSession {
        try await report(.acknowledged, on: session, as: principal)
    }

    /// A progress lower than the stored one changes nothing.
    ///
    /// - Parameters:
    ///   - percent: from 0 to 100.
    ///   - bytes: so far, at most the size of the release.
    /// - Throws: UPDATE_008, UPDATE_012, REQUEST_001, DEVICE_003.
    package func progress(
        _ session: SessionID, percent: Int, bytes: Int64, as principal: Principal
    ) async throws -> UpdateSession {
        try await report(.progressed(percent: percent, bytes: bytes), on: session, as: principal)
    }

    /// - Throws: UPDATE_008, UPDATE_010, DEVICE_003.
    package func flashed(_ session: SessionID, as principal: Principal) async throws -> UpdateSession {
        try await report(.flashed, on: session, as: principal)
    }

    /// With a wrong checksum the session fails, and the call throws.
    ///
    /// - Parameter checksum: SHA-256 in hex of what the device runs; without one nothing changes.
    /// - Throws: UPDATE_008, OTA_004, OTA_007, REQUEST_001, DEVICE_003.
    package func complete(
        _ session: SessionID, checksum: String?, as principal: Principal
    ) async throws -> UpdateSession {
        let checksum = checksum ?? ""
        try SessionReport.requireChecksum(checksum)
        return try await report(.completed(checksum: checksum), on: session, as: principal)
    }

    /// - Throws: UPDATE_008, UPDATE_011, DEVICE_003.
    package func fail(_ session: SessionID, reason: String, as principal: Principal) async throws -> UpdateSession {
        try await report(.failed(reason: reason), on: session, as: principal)
    }

    /// What a device that shows its token says, in one transaction: the statement that reads the session proves the token.
    ///
    /// - Throws: AUTH_001 for an unknown device too, and else what the report throws.
    package func report(
        _ report: SessionReport, on id: SessionID, from uid: String, token: String
    ) async throws -> UpdateSession {
        let hash = TokenHash.sha256Hex(of: token)
        return try await self.report(report, as: .device(uid)) { transaction in
            try Self.shownSession(id, uid: uid, tokenHash: hash, in: transaction)
        }
    }

    func report(
        _ report: SessionReport, on id: SessionID, as principal: Principal
    ) async throws -> UpdateSession {
        try await self.report(report, as: principal) { try Self.ownSession(id, as: principal, in: $0) }
    }

    /// What a device said is judged in one write; where it is refused, the refusal is recorded and then thrown. What a
    /// device repeats is recorded now and then.
    private func report(
        _ report: SessionReport, as principal: Principal,
        on session: @escaping @Sendable (any RepositoryTransaction) throws -> SessionContext
    ) async throws -> UpdateSession {
        let (settings, refused) = (settings, refusedReports)
        let answer = try await repository.write { transaction in
            try SessionStep.retryingRaces {
                let context = try session(transaction)
                return try Self.answer(report, context, as: principal, settings, refused, in: transaction)
            }
        }
        if let refusal = answer.refusal {
            refused.note(refusal.report, isRecorded: refusal.isRecorded, at: answer.at)
        }
        await reports.record(DeviceReport(deviceID: answer.device, at: answer.at, version: nil))
        if case .failure(.checksumMismatch) = answer.outcome {
            firmwareCache?.drop(answer.firmware, because: .refusedByDevice)
        }
        return try answer.outcome.get()
    }

    /// - Returns: none where another step of the session came first.
    private static func answer(
        _ report: SessionReport, _ context: SessionContext, as principal: Principal, _ settings: ServiceSettings,
        _ refused: RefusedReports, in transaction: any RepositoryTransaction
    ) throws -> ReportAnswer? {
        let session = context.session
        let faults = report.faults(for: context.firmware)
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let step: UpdateSessionState.Step
        do {
            step = try session.updateStatus.after(report.event)
        } catch {
            let detail = "\(report.text) while \(session.updateStatus.rawValue)"
            let refusal = RefusedReports.Report(session.sessionID, detail: detail)
            let repeats = refused.repeatsToRecord(refusal, at: transaction.now)
            if let repeats {
                let text = repeats == 0 ? detail : "\(detail); \(repeats) times more since the last such event"
                try transaction.append([
                    NewEvent(.reportRefused, by: principal, on: EventSubject(of: context), detail: text)
                ])
            }
            return ReportAnswer(
                .failure(error), context, at: transaction.now, refusal: (refusal, isRecorded: repeats != nil))
        }
        if report.asksToGoOn, let hold = context.hold {
            return ReportAnswer(.failure(.held(hold)), context, at: transaction.now)
        }
        let moved: UpdateSession
        switch (step, report) {
        case (.unchanged, _):
            moved = try SessionProgress(unchanged: session).record(of: session, in: transaction)
        case (.moved, .progressed(let percent, let bytes)):
            moved = try SessionProgress(of: session, percent: percent, bytes: bytes, at: transaction.now)
                .record(of: session, in: transaction)
        case (.moved, .completed(let checksum)) where checksum.lowercased() != context.firmware.checksum:
            guard case .moved(let state, let effects) = try session.updateStatus.after(.failed) else { return nil }
            let mismatch = SessionStep(
                of: context, to: state, effects: effects, failure: .checksumMismatch, isReport: true)
            guard try mismatch.carryOut(by: principal, settings: settings, in: transaction) != nil else { return nil }
            return ReportAnswer(.failure(.checksumMismatch), context, at: transaction.now)
        case (.moved(let state, let effects), _):
            let move = SessionStep(
                of: context, to: state, effects: effects, failure: report.failure, isReport: true)
            guard let after = try move.carryOut(by: principal, settings: settings, in: transaction) else { return nil }
            moved = after
        }
        return ReportAnswer(.success(moved), context, at: transaction.now)
    }

    /// - Throws: UPDATE_008, DEVICE_003, AUTH_003.
    static func ownSession(
        _ id: SessionID, as principal: Principal, in reader: any UpdateReader
    ) throws -> SessionContext {
        let context = try reader.sessionContext(id)
        return try requireActive(try context.flatMap { try mayActFor($0.device, as: principal) ? $0 : nil }, id)
    }

    /// Of a device that shows its token.
    ///
    /// - Parameter piece: of its release, where it is likely to be read next.
    /// - Throws: AUTH_001 for an unknown device too, UPDATE_008, DEVICE_003.
    static func shownSession(
        _ id: SessionID, uid: String, tokenHash: String, beforePiece piece: Int? = nil,
        in reader: any UpdateReader & DeviceReader
    ) throws -> SessionContext {
        let found = try piece.map { try reader.reportedSession(id, beforePiece: $0) } ?? reader.reportedSession(id)
        let own = found.flatMap { $0.context.device.deviceUID == uid ? $0 : nil }
        // The device is itself although the session is none of its own.
        let stored = try own.map(\.tokenHash) ?? reader.registered(uid: uid)?.tokenHash
        guard let stored, TokenHash.isEqual(stored, tokenHash) else { throw SlipwayError.invalidToken }
        return try requireActive(own?.context, id)
    }

    private static func requireActive(
        _ context: SessionContext?, _ id: SessionID
    ) throws(SlipwayError) -> SessionContext {
        guard let context else { throw .sessionNotFound(id.description) }
        guard context.device.active else { throw .deviceInactive(context.device.deviceUID) }
        return context
    }

    /// A device may act for itself, anybody else with devices:write for the devices that it sees.
    private static func mayActFor(_ device: Device, as principal: Principal) throws(SlipwayError) -> Bool {
        switch principal.kind {
        case .device: return principal.name == device.deviceUID
        case .operator, .token, .worker:
            try principal.require(.devicesWrite)
            return principal.organization.contains(device.organizationID)
        }
    }
}

/// The end of a write that commits, whether the report was accepted or not.
private struct ReportAnswer: Sendable {
    let outcome: Result<UpdateSession, SlipwayError>
    let device: Device.ID
    let firmware: FirmwareRelease
    let at: Timestamp
    /// Of what the state of the session forbids.
    let refusal: (report: RefusedReports.Report, isRecorded: Bool)?

    init(
        _ outcome: Result<UpdateSession, SlipwayError>, _ context: SessionContext, at: Timestamp,
        refusal: (report: RefusedReports.Report, isRecorded: Bool)? = nil
    ) {
        self.refusal = refusal
        self.outcome = outcome
        device = context.device.id
        firmware = context.firmware
        self.at = at
    }
}

extension SessionReport {
    fileprivate var failure: SessionFailure? {
        switch self {
        case .failed(let reason): .deviceReported(reason)
        case .acknowledged, .downloadBegan, .progressed, .flashed, .completed: nil
        }
    }
}
