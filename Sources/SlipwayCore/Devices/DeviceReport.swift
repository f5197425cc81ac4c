/// What a device said about itself, or that it was there at all; collected and written set-wise.
package struct DeviceReport: Hashable, Sendable {
    package let deviceID: Device.ID
    package let at: Timestamp
    /// None for a mere sign of life.
    package let version: String?

    package init(deviceID: Device.ID, at: Timestamp, version: String?) {
        self.deviceID = deviceID
        self.at = at
        self.version = version
    }
}

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

/// What a report changes: the device's row, and what its latest batch knows of it.
package struct DeviceReportOutcome: Hashable, Sendable {
    package let report: DeviceReport
    /// The version that the device runs from now on; none where the report does not decide it.
    package let firmwareVersion: String?
    package let batchDeviceID: UpdateBatchDevice.ID?
    package let verdict: VersionVerdict
    /// The batch device that counts as lost no longer, since a word came of it.
    package let found: UpdateBatchDevice.ID?

    /// A reported version becomes the device's own unless it has flashed and not rebooted yet, or the report was
    /// overtaken by the end of the update: reports are written some seconds after they were made.
    package init(of report: DeviceReport, in context: DeviceReportContext) {
        self.report = report
        found = LossRule.isWord(report.at, after: context) ? context.batchDevice?.id : nil
        guard let version = report.version, !Self.isOvertaken(report, in: context) else {
            firmwareVersion = nil
            batchDeviceID = nil
            verdict = .undecided
            return
        }
        firmwareVersion = version
        batchDeviceID = context.batchDevice?.id
        guard let state = context.sessionState, let release = context.releaseVersion else {
            verdict = .undecided
            return
        }
        verdict = VersionVerdict(
            reported: version, release: release, session: state, reasonCode: context.sessionReason,
            batchDevice: context.batchDevice?.status)
    }

    private static func isOvertaken(_ report: DeviceReport, in context: DeviceReportContext) -> Bool {
        switch context.sessionState {
        case .initiated, .acknowledged, .downloading, nil: false
        case .flashed: true
        case .completed, .failed, .cancelled: context.sessionStateSince.map { report.at < $0 } ?? false
        }
    }
}
