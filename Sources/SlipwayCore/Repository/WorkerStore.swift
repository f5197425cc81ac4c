package protocol WorkerReader {
    /// The latest heartbeat first.
    func workers(limit: Int) throws -> [Worker]
    func pulse() throws -> ServicePulse
}

package protocol WorkerWriter {
    func recordHeartbeat(of worker: String) throws
    /// Forgets the worker; a repeat changes nothing.
    func removeWorker(_ worker: String) throws
}
