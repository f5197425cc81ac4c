/// A device with its latest session, as far as a reported version is judged by them.
package struct DeviceReportContext: Hashable, Sendable {
    package let device: Device
    package let sessionState: UpdateSessionState?
    /// Since when the session is in that state.
    package let sessionStateSince: Timestamp?
    package let sessionReason: ReasonCode?
    /// The version of the release of that session.
    package let releaseVersion: String?
    package let batchDevice: UpdateBatchDevice?

    package init(
        device: Device, sessionState: UpdateSessionState?, sessionStateSince: Timestamp?, sessionReason: ReasonCode?,
        releaseVersion: String?, batchDevice: UpdateBatchDevice?
    ) {
        self.device = device
        self.sessionState = sessionState
        self.sessionStateSince = sessionStateSince
        self.sessionReason = sessionReason
        self.releaseVersion = releaseVersion
        self.batchDevice = batchDevice
    }
}
