package protocol WorkerReader {
    /// Those that have not stopped in order, the latest heartbeat first.
    func workers(limit: Int) throws -> [Worker]
    /// Those that were told as lost at `instant` or later and have not been heard of since, the latest first.
    func lostWorkers(toldSince instant: Timestamp, limit: Int) throws -> [Worker]
    /// Whether there are workers that are to be told as lost.
    ///
    /// - Parameter instant: before which they were heard of last; but not longer ago than ``Worker/lossRetention``.
    func hasLostWorkers(silentSince instant: Timestamp) throws -> Bool
    /// Whether ``WorkerWriter/removeWorkers(silentSince:)`` would remove one.
    func hasRemovableWorkers(silentSince instant: Timestamp) throws -> Bool
    /// How many processes that serve the API have been heard of for less than `patience`, and have not stopped since.
    func liveServers(within patience: Duration) throws -> Int
    func pulse() throws -> ServicePulse
    /// None before the first worker.
    func servicePresence() throws -> ServicePresence?
}

package protocol WorkerWriter {
    /// A worker that had stopped, or was lost, is there again.
    func recordHeartbeat(of worker: String, kind: WorkerKind) throws
    /// What lies further ahead than ``PlausibleFuture/past`` becomes now.
    func correctHeartbeats() throws
    func setServicePresence(_ presence: ServicePresence) throws
    /// The worker has stopped in order; a repeat changes nothing.
    func recordStop(of worker: String) throws
    /// Marks those that are to be told as lost: each is returned once.
    func markLostWorkers(silentSince instant: Timestamp) throws -> [Worker]
    /// Removes those that stopped in order, and those that were heard of last before `instant`. A heartbeat too far in
    /// the future is of a clock that was ahead: its row goes too, and a worker that is still there makes a new one.
    ///
    /// - Returns: how many.
    @discardableResult
    func removeWorkers(silentSince instant: Timestamp) throws -> Int
}
