import SlipwayCore

/// Everything that the live screen of a batch shows, of one moment.
package struct BatchLiveView: Hashable, Sendable {
    package let at: Timestamp
    package let mark: ChangeMark
    package let live: BatchLive
    package let rate: CompletionRate
    package let workerAlive: Bool
    /// Whether a batch waits for a worker.
    package let workWaiting: Bool

    package init(
        at: Timestamp, mark: ChangeMark, live: BatchLive, rate: CompletionRate, workerAlive: Bool, workWaiting: Bool
    ) {
        self.at = at
        self.mark = mark
        self.live = live
        self.rate = rate
        self.workerAlive = workerAlive
        self.workWaiting = workWaiting
    }
}
