import SlipwayCore
import Testing

@Suite struct FirmwareEligibilityTests {
    @Test(arguments: [
        ("1.0.0", nil as ReasonCode?), ("1.0.1", nil), ("2.0.0", nil), ("0.9.9", .belowMinimumVersion),
        ("1.0.0-rc.1", .belowMinimumVersion), ("", .belowMinimumVersion), ("trunk", .belowMinimumVersion),
    ]) func `the minimum has to be met, and an unknown version never meets it`(
        version: String, expected: ReasonCode?
    ) {
        let eligibility = FirmwareEligibility(minimumVersion: "1.0.0", hardwareVersions: [])
        #expect(eligibility.refusal(firmwareVersion: version, hardwareVersion: "rev-a") == expected)
    }

    @Test(arguments: [("rev-a", nil as ReasonCode?), ("rev-c", .hardwareNotSupported), ("", .hardwareNotSupported)])
    func `the hardware has to be named`(hardware: String, expected: ReasonCode?) {
        let eligibility = FirmwareEligibility(minimumVersion: nil, hardwareVersions: ["rev-a", "rev-b"])
        #expect(eligibility.refusal(firmwareVersion: "", hardwareVersion: hardware) == expected)
    }

    @Test func `without conditions every device will do`() {
        let eligibility = FirmwareEligibility(minimumVersion: nil, hardwareVersions: [])
        #expect(eligibility.refusal(firmwareVersion: "", hardwareVersion: "") == nil)
    }
}
