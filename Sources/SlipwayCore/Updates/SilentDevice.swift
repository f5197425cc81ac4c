/// A device that somebody should look at: updating, and not heard of for too long.
package struct SilentDevice: Hashable, Sendable {
    package let deviceUID: String
    package let state: UpdateSessionState
    package let stateSince: Timestamp
    package let lastHeardAt: Timestamp

    package init(deviceUID: String, state: UpdateSessionState, stateSince: Timestamp, lastHeardAt: Timestamp) {
        self.deviceUID = deviceUID
        self.state = state
        self.stateSince = stateSince
        self.lastHeardAt = lastHeardAt
    }
}
