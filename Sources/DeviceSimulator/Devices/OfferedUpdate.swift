import SlipwayCore

/// What a device keeps of the session that it was offered.
package struct OfferedUpdate: Hashable, Sendable {
    package let session: SessionID
    package let state: UpdateSessionState
    package let version: String
    /// SHA-256 in hex.
    package let checksum: String
    package let sizeBytes: Int64

    package init(session: SessionID, state: UpdateSessionState, version: String, checksum: String, sizeBytes: Int64) {
        self.session = session
        self.state = state
        self.version = version
        self.checksum = checksum
        self.sizeBytes = sizeBytes
    }

    init(_ session: UpdateSession, _ firmware: FirmwareRelease) {
        self.init(
            session: session.sessionID, state: session.updateStatus, version: firmware.version,
            checksum: firmware.checksum, sizeBytes: firmware.sizeBytes)
    }
}
