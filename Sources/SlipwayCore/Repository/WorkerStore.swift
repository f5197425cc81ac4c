package protocol WorkerReader {
    /// The latest heartbeat first.
    func workers(limit: Int) throws -> [Worker]
    func pulse() throws -> ServicePulse
    /// None before the first worker.
    func servicePresence() throws -> ServicePresence?
}

package protocol WorkerWriter {
    func recordHeartbeat(of worker: String) throws
    func setServicePresence(_ presence: ServicePresence) throws
    /// Forgets the worker; a repeat changes nothing.
    func removeWorker(_ worker: String) throws
}
