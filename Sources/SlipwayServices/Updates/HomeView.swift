import SlipwayCore

/// Everything that the home screen shows, of one moment.
package struct HomeView: Hashable, Sendable {
    /// More open rollouts are not read.
    package static let maximumOpen = 500

    package let at: Timestamp
    package let mark: ChangeMark
    /// The most urgent first, and among those the newest.
    package let rollouts: [HomeRow]
    /// Whether there are more open rollouts than these.
    package let openIsCapped: Bool
    package let workerAlive: Bool
    /// Whether a batch waits for a worker.
    package let workWaiting: Bool

    package init(
        at: Timestamp, mark: ChangeMark, rollouts: [HomeRow], openIsCapped: Bool, workerAlive: Bool, workWaiting: Bool
    ) {
        self.at = at
        self.mark = mark
        self.rollouts = rollouts
        self.openIsCapped = openIsCapped
        self.workerAlive = workerAlive
        self.workWaiting = workWaiting
    }
}
