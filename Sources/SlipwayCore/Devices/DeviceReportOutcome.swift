/// What a report changes: the device's row, and what its latest batch knows of it.
package struct DeviceReportOutcome: Hashable, Sendable {
    package let report: DeviceReport
    /// The version that the device runs from now on; none where the report does not decide it.
    package let firmwareVersion: String?
    package let batchDeviceID: UpdateBatchDevice.ID?
    package let verdict: VersionVerdict

    /// A reported version becomes the device's own unless it has flashed and not rebooted yet.
    ///
    /// Reports are written later than they are made: one from before the end of the update says nothing about it.
    package init(of report: DeviceReport, in context: DeviceReportContext) {
        self.report = report
        let endedLater = context.sessionState?.isFinal == true && report.at < context.sessionStateSince ?? report.at
        guard let version = report.version, context.sessionState != .flashed, !endedLater else {
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
}
