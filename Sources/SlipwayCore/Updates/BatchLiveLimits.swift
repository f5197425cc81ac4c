/// How much of each list a poll of a batch may read: bounded by the screen, not by the fleet.
package struct BatchLiveLimits: Hashable, Sendable {
    package var reasons = 10
    package var silent = 6
    package var events = 50

    package init(reasons: Int = 10, silent: Int = 6, events: Int = 50) {
        self.reasons = reasons
        self.silent = silent
        self.events = events
    }
}
