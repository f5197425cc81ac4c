import SlipwayCore

/// Cancels the sessions of many devices as `SessionStep` cancels one, in statements whose number does not depend on
/// theirs.
struct SessionCancellation: Sendable {
    private let failure: SessionFailure
    private let actor: Principal

    init(_ failure: SessionFailure, by actor: Principal) {
        self.failure = failure
        self.actor = actor
    }

    /// What has flashed goes on.
    ///
    /// - Returns: how many sessions it has cancelled.
    func carryOut(on devices: [Device.ID], in transaction: any RepositoryTransaction) throws -> Int {
        let open = try transaction.openSessions(of: devices)
            .filter { UpdateSessionState.cancellable.contains($0.session.updateStatus) }
        guard !open.isEmpty else { return 0 }
        let ids = try transaction.cancelSessions(
            open.map(\.session.sessionID), in: UpdateSessionState.cancellable, reasonCode: failure.reasonCode,
            failureReason: failure.text, reasonKey: failure.reasonKey)
        // One of them may have moved on since it was read.
        let moved = Set(ids)
        let cancelled = open.filter { moved.contains($0.session.sessionID) }
        try transaction.append(
            cancelled.map {
                NewEvent(.sessionCancelled, by: actor, on: EventSubject(of: $0), detail: failure.text)
            })
        try BatchSettlement.settle(Set(cancelled.compactMap(\.batch?.id)), by: actor, in: transaction)
        return cancelled.count
    }
}
