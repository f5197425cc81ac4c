import SlipwayCore
import Testing

@Suite struct VersionVerdictTests {
    @Test(arguments: [
        ("2.0.0", VersionVerdict.verified), ("v2.0.0", .verified), ("2.0", .verified), ("2.0.0+b7", .verified),
        ("1.0.0", .fellBack), ("2.0.0-rc.1", .fellBack), ("build-7", .fellBack),
    ]) func `a device that succeeded is verified, or fell back`(reported: String, expected: VersionVerdict) {
        #expect(verdict(reported, .completed, device: .succeeded) == expected)
    }

    @Test(arguments: [
        ("2.0.0", ReasonCode.noReport, VersionVerdict.verified), ("1.0.0", .noReport, .undecided),
        ("2.0.0", .notReached, .verified), ("1.0.0", .notReached, .undecided),
        ("2.0.0", .deviceReported, .undecided),
    ]) func `a device that was given up may still turn out well`(
        reported: String, reason: ReasonCode, expected: VersionVerdict
    ) {
        #expect(verdict(reported, .failed, reason: reason, device: .failed) == expected)
    }

    @Test(arguments: [UpdateSessionState.initiated, .acknowledged, .downloading, .flashed, .cancelled])
    func `an update that has not ended says nothing`(state: UpdateSessionState) {
        #expect(verdict("2.0.0", state, device: .initiated) == .undecided)
        #expect(verdict("1.0.0", state, device: .initiated) == .undecided)
    }

    @Test func `an update without a batch has nothing to judge`() {
        #expect(verdict("2.0.0", .completed, device: nil) == .undecided)
    }

    @Test func `another build of the same version is not the release`() {
        let verdict = { (reported: String) in
            VersionVerdict(
                reported: reported, release: "2.0.0+b7", session: .completed, reasonCode: nil, batchDevice: .succeeded)
        }
        #expect(["2.0.0+b7", "v2.0.0+b7", "2.0.0"].allSatisfy { verdict($0) == .verified })
        #expect(verdict("2.0.0+b6") == .fellBack)
    }

    private func verdict(
        _ reported: String, _ state: UpdateSessionState, reason: ReasonCode? = nil, device: UpdateBatchDeviceState?
    ) -> VersionVerdict {
        VersionVerdict(
            reported: reported, release: "2.0.0", session: state, reasonCode: reason, batchDevice: device)
    }
}
