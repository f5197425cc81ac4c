/// What a device's reported version says about its latest update.
package enum VersionVerdict: Hashable, Sendable {
    /// It runs the release, as ``FirmwareVersion/isRelease(_:runBy:)`` tells.
    case verified
    /// It succeeded, and runs something else again; also where that cannot be compared, since it is not the release's.
    case fellBack
    /// It says nothing about an update.
    case undecided

    /// - Parameters:
    ///   - session: the device's latest session, if any.
    ///   - batchDevice: its part in a batch; none for an update of a single device.
    package init(
        reported: String, release: String, session: UpdateSessionState, reasonCode: ReasonCode?,
        batchDevice: UpdateBatchDeviceState?
    ) {
        let isRelease = FirmwareVersion.isRelease(release, runBy: reported)
        switch (session, batchDevice) {
        case (.completed, .succeeded): self = isRelease ? .verified : .fellBack
        // A device that was given up may still turn out well; it stays failed.
        case (.failed, .failed):
            self = isRelease && (reasonCode == .noReport || reasonCode == .notReached) ? .verified : .undecided
        case (.completed, .pending), (.completed, .initiated), (.completed, .failed), (.completed, nil),
            (.failed, .pending), (.failed, .initiated), (.failed, .succeeded), (.failed, nil),
            (.initiated, _), (.acknowledged, _), (.downloading, _), (.flashed, _), (.cancelled, _):
            self = .undecided
        }
    }
}
