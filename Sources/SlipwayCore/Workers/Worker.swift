/// A process that does the background work.
package struct Worker: Hashable, Sendable {
    /// After so long without a heartbeat a worker counts as gone.
    package static let patience: Duration = .seconds(15)

    package let name: String
    package let lastHeartbeat: Timestamp

    package init(name: String, lastHeartbeat: Timestamp) {
        self.name = name
        self.lastHeartbeat = lastHeartbeat
    }
}
