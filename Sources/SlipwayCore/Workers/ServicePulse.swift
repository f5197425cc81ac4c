/// How the service as a whole is, which every screen shows beside its own subject.
package struct ServicePulse: Hashable, Sendable {
    package let mark: ChangeMark
    /// Of any worker; none where there never was one.
    package let latestHeartbeat: Timestamp?
    /// Since when the batch that is next could have been started; none where none waits for a worker.
    package let workWaitingSince: Timestamp?

    package init(mark: ChangeMark, latestHeartbeat: Timestamp?, workWaitingSince: Timestamp?) {
        self.mark = mark
        self.latestHeartbeat = latestHeartbeat
        self.workWaitingSince = workWaitingSince
    }

    package func hasWorker(at now: Timestamp) -> Bool {
        latestHeartbeat.map { now - $0 < Worker.patience } ?? false
    }
}
