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
    /// What holds its devices up, and is not its own: a halt, or that no server is there.
    package let obstacle: Condition?
    /// Of a draft, what will stop it by itself; none where nothing does.
    package let gate: WaveGate?

    package init(
        at: Timestamp, mark: ChangeMark, live: BatchLive, rate: CompletionRate, workerAlive: Bool, workWaiting: Bool,
        obstacle: Condition? = nil, gate: WaveGate? = nil
    ) {
        self.at = at
        self.mark = mark
        self.live = live
        self.rate = rate
        self.workerAlive = workerAlive
        self.workWaiting = workWaiting
        self.obstacle = obstacle
        self.gate = gate
    }
}
