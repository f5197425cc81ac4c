import SlipwayCore
import Testing

@Suite struct DeviceReportOutcomeTests {
    @Test func `a reported version becomes the device's own`() {
        #expect(outcome("1.1.0", state: nil).firmwareVersion == "1.1.0")
        #expect(outcome("1.1.0", state: .downloading).firmwareVersion == "1.1.0")
    }

    @Test func `a device that has flashed has not rebooted yet`() {
        #expect(outcome("1.0.0", state: .flashed).firmwareVersion == nil)
        #expect(outcome("1.0.0", state: .flashed).verdict == .undecided)
    }

    @Test func `a mere sign of life decides nothing`() {
        #expect(outcome(nil, state: .completed).firmwareVersion == nil)
        #expect(outcome(nil, state: .completed).verdict == .undecided)
    }

    @Test func `what was reported before the update ended is no fall back`() {
        let earlier = outcome("1.0.0", state: .completed, at: .noon - .seconds(1))
        #expect(earlier.firmwareVersion == nil)
        #expect(earlier.verdict == .undecided)
        let later = outcome("1.0.0", state: .completed, at: .noon)
        #expect(later.firmwareVersion == "1.0.0")
        #expect(later.verdict == .fellBack)
    }

    private func outcome(
        _ version: String?, state: UpdateSessionState?, at instant: Timestamp = .noon
    ) -> DeviceReportOutcome {
        let device = UpdateBatchDevice(
            id: .init(1), updateBatchID: .init(1), deviceID: .init(1),
            status: state == .completed ? .succeeded : .initiated, updateSessionID: nil, fromVersion: "1.0.0",
            hardwareVersion: "", reasonCode: nil, failureReason: nil, reasonKey: nil, verifiedAt: nil, fellBackAt: nil,
            silentAt: nil, createdAt: .noon, updatedAt: .noon)
        return DeviceReportOutcome(
            of: DeviceReport(deviceID: .init(1), at: instant, version: version),
            in: DeviceReportContext(
                device: .example(), sessionState: state, sessionStateSince: state.map { _ in .noon },
                sessionReason: nil, releaseVersion: state.map { _ in "2.0.0" },
                batchDevice: state.map { _ in device }))
    }
}
