package protocol UpdateReader {
    func sessionContext(_ id: SessionID) throws -> SessionContext?
    /// The same, in the same statement with what proves that its device reports.
    func reportedSession(_ id: SessionID) throws -> ReportedSession?
    /// The same where a piece of its release is likely to be read next, by ``FirmwareReader/withChunk(_:ofSHA256:_:)``: a
    /// database far away sends it along.
    func reportedSession(_ id: SessionID, beforePiece number: Int) throws -> ReportedSession?
    /// The sessions of these devices that are not final, by id.
    func openSessions(of devices: [Device.ID]) throws -> [SessionContext]
    func sessionRow(_ id: SessionID) throws -> SessionRow?
    /// The newest first.
    func sessions(ofDevice id: Device.ID, limit: Int) throws -> [SessionRow]
    func batch(_ id: UpdateBatch.ID) throws -> UpdateBatch?
    /// What an earlier creation with this key in this scope has made; one from before keys had scopes counts where the
    /// scope sees it.
    func requested(_ key: RequestKey) throws -> RequestedBatch?
    /// The devices with these ids or uids, in no particular order. These and the other candidates do not change until the
    /// end of a write that has read them.
    func candidates(ids: [Device.ID], uids: [String]) throws -> [BatchCandidate]
    /// The devices of an organization in the order of their uids, at most `limit`.
    func candidates(ofOrganization id: Organization.ID, limit: Int) throws -> [BatchCandidate]
    /// The devices of a batch that failed, fell back or are lost, in the order of the batch.
    func retryCandidates(of batch: UpdateBatch.ID) throws -> [BatchCandidate]
    /// The batch that retries this one.
    func retry(of batch: UpdateBatch.ID) throws -> UpdateBatch?
    /// The pending devices of a batch.
    func startCandidates(_ batch: UpdateBatch.ID) throws -> [StartCandidate]
    /// Open sessions whose deadline has come, the oldest first.
    ///
    /// - Parameter last: the session after which the page starts; none for the first page.
    func dueSessions(after last: DueSession?, limit: Int) throws -> [DueSession]
    /// Open sessions whose deadline lies beyond `instant`: it was set by a clock that was ahead.
    func sessionsDue(beyond instant: Timestamp, limit: Int) throws -> [DueSession]
    /// Those of the sessions whose deadline has come, or lies beyond `instant`, the oldest first. In a write, their
    /// batches do not change until its end; those on which another transaction works itself are left to it.
    func dueContexts(of sessions: [UpdateSession.ID], orBeyond instant: Timestamp) throws -> [SessionContext]
    /// Sessions of batches that are acknowledged, downloading or flashed, by id.
    func sessionsInFlight(after id: UpdateSession.ID?, limit: Int) throws -> [SessionContext]
    /// Batch devices that should have been heard of by `instant` since they completed, or only beyond `limit`: that was
    /// set by a clock that was ahead.
    func dueVerifications(by instant: Timestamp, orBeyond limit: Timestamp, count: Int) throws -> [UpdateBatchDevice.ID]
    /// Those of them that still owe a word, by id. In a write they and their devices do not change until its end.
    func verificationContexts(_ ids: [UpdateBatchDevice.ID]) throws -> [VerificationContext]
    func phaseDurations(
        of batches: Set<UpdateBatch.ID>
    ) throws -> [UpdateBatch.ID: [UpdateSessionState: PhaseDurations]]
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: SessionQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<SessionRow>
    func count(of query: SessionQuery, in scope: OrganizationScope) throws -> ListCount
    /// Whether the claim is still the latest; every write of its holder asks first, and keeps it so until its end.
    func isCurrent(_ claim: BatchClaim) throws -> Bool
    /// Whether a batch waits further ahead than it can, for an attempt or for the end of a lease: a clock was ahead.
    func hasImplausibleWaits() throws -> Bool
    /// Since when the batch that is next could have been started; none where none waits for a worker.
    func batchToStartSince() throws -> Timestamp?
}

extension UpdateReader {
    /// Whether a batch waits for a worker to start it.
    package func hasBatchToStart() throws -> Bool { try batchToStartSince() != nil }
}

package protocol UpdateWriter {
    /// Starts a session of a single device, without a batch.
    ///
    /// - Returns: false, with nothing changed, where the device has an open session.
    func start(
        _ session: SessionID, of device: Device.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp?
    ) throws -> Bool
    /// Carries out one step of a session with all its consequences.
    ///
    /// - Returns: false, with nothing changed, where the session is no longer in the state that it must be in.
    func move(_ move: SessionMove) throws -> Bool
    /// The same for a device of a batch.
    ///
    /// - Returns: the batch as it is then; none, with nothing changed, where the session is no longer in that state.
    func move(_ move: SessionMove, in batch: UpdateBatch.ID) throws -> UpdateBatch?
    /// Cancels those of the sessions that are in one of `states`, set-wise; their batch devices fail with them, and are
    /// silent no more. The batches keep their states.
    ///
    /// - Returns: the sessions that it has cancelled.
    func cancelSessions(
        _ sessions: [SessionID], in states: Set<UpdateSessionState>, reasonCode: ReasonCode, failureReason: String,
        reasonKey: ReasonKey
    ) throws -> [SessionID]
    /// A report that moves no state: how far the device is, and that it was heard of, which ends its silence.
    func recordReport(
        of session: UpdateSession.ID, progressPercent: Int, bytesTransferred: Int64, transferRate: Double?) throws
    func setDeadlines(_ deadlines: [UpdateSession.ID: Timestamp]) throws
    /// Marks devices silent in the state they are in, or ends their silence.
    func setSilent(_ devices: [UpdateBatchDevice.ID: UpdateSessionState?]) throws
    /// Carries out what was found of devices that owe a word; they must be held for that.
    func setVerified(_ verdicts: [UpdateBatchDevice.ID: LossRule.Verdict]) throws
}

/// A session whose deadline has come, as far as it is needed to find it.
package struct DueSession: Hashable, Sendable {
    package let id: UpdateSession.ID
    package let sessionID: SessionID
    package let deadlineAt: Timestamp
    /// None for a session of a single device.
    package let batchID: UpdateBatch.ID?

    package init(id: UpdateSession.ID, sessionID: SessionID, deadlineAt: Timestamp, batchID: UpdateBatch.ID?) {
        self.id = id
        self.sessionID = sessionID
        self.deadlineAt = deadlineAt
        self.batchID = batchID
    }
}
