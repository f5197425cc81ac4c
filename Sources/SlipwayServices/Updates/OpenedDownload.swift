import SlipwayCore

/// A release on its way to a device, as far as it is.
package struct OpenedDownload: Hashable, Sendable {
    package let firmware: FirmwareRelease
    /// As far as the device, or an earlier download, has said.
    package let bytesTransferred: Int64
    /// Since the session was last heard of.
    package let silence: Duration
}
