import Dispatch

/// Runs what one actor does on a queue of its own, so that waiting for a server there holds up no other task.
final class ConnectionQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "slipway.postgres")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
