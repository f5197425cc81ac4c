/// One device with what happened to it lately.
package struct DeviceHistory: Hashable, Sendable {
    package let device: Device
    /// The newest first.
    package let sessions: [SessionRow]
    /// The newest first.
    package let events: [Event]

    package init(device: Device, sessions: [SessionRow], events: [Event]) {
        self.device = device
        self.sessions = sessions
        self.events = events
    }
}
