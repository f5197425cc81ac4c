package protocol UpdateReader {
    func sessionContext(_ id: SessionID) throws -> SessionContext?
    func batch(_ id: UpdateBatch.ID) throws -> UpdateBatch?
    func rollout(_ id: Rollout.ID) throws -> Rollout?
    /// What an earlier request with this id has created.
    func batch(requestID: String) throws -> UpdateBatch?
    /// The devices with these ids or uids, in no particular order.
    func candidates(ids: [Device.ID], uids: [String]) throws -> [BatchCandidate]
    /// The devices of an organization in the order of their uids, at most `limit`.
    func candidates(ofOrganization id: Organization.ID, limit: Int) throws -> [BatchCandidate]
    /// The pending devices of a batch.
    func startCandidates(_ batch: UpdateBatch.ID) throws -> [StartCandidate]
    /// Open sessions whose deadline has come, the oldest first.
    func dueSessions(limit: Int) throws -> [SessionContext]
    /// Sessions of batches that are acknowledged, downloading or flashed, by id.
    func sessionsInFlight(after id: UpdateSession.ID?, limit: Int) throws -> [SessionContext]
    func phaseDurations(
        of batches: Set<UpdateBatch.ID>
    ) throws -> [UpdateBatch.ID: [UpdateSessionState: PhaseDurations]]
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: SessionQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<SessionRow>
    func count(of query: SessionQuery, in scope: OrganizationScope) throws -> ListCount
    /// Whether a batch waits for a worker to start it.
    func hasBatchToStart() throws -> Bool
}

package protocol UpdateWriter {
    /// Carries out one step of a session with all its consequences.
    ///
    /// - Returns: false, with nothing changed, where the session is no longer in the state that it must be in.
    func move(_ move: SessionMove) throws -> Bool
    /// A report that moves no state: how far the device is, and that it was heard of, which ends its silence.
    func recordReport(
        of session: UpdateSession.ID, progressPercent: Int, bytesTransferred: Int64, transferRate: Double?) throws
    func setDeadlines(_ deadlines: [UpdateSession.ID: Timestamp]) throws
    /// Marks devices silent in the state they are in, or ends their silence.
    func setSilent(_ devices: [UpdateBatchDevice.ID: UpdateSessionState?]) throws
}
