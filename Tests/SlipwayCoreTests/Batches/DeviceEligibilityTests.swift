import SlipwayCore
import TestSupport
import Testing

@Suite struct DeviceEligibilityTests {
    @Test(arguments: [
        ("1.0.0", nil as ReasonCode?), ("1.0.1", nil), ("2.0.0", nil), ("0.9.9", .belowMinimumVersion),
        ("1.0.0-rc.1", .belowMinimumVersion), ("", .belowMinimumVersion), ("trunk", .versionNotComparable),
        ("v1", nil), ("1.0.0.1", nil), ("2026-11-23", nil), ("v0.9", .belowMinimumVersion),
    ]) func `the minimum has to be met, which a version that is unknown or cannot be compared never does`(
        version: String, expected: ReasonCode?
    ) {
        let eligibility = DeviceEligibility(minimumVersion: "1.0.0", hardwareVersions: [])
        #expect(eligibility.refusal(of: .example(id: 1, firmwareVersion: version))?.reasonCode == expected)
    }

    @Test(arguments: [("rev-a", nil as ReasonCode?), ("rev-c", .hardwareNotSupported), ("", .hardwareNotSupported)])
    func `the hardware has to be named`(hardware: String, expected: ReasonCode?) {
        let eligibility = DeviceEligibility(minimumVersion: nil, hardwareVersions: ["rev-a", "rev-b"])
        #expect(eligibility.refusal(of: .example(id: 1, hardwareVersion: hardware))?.reasonCode == expected)
    }

    @Test(arguments: [(1 as Int64, nil as ReasonCode?), (2, .releaseNotAvailable)])
    func `a release of one organization is for its devices alone`(organization: Int64, expected: ReasonCode?) {
        let eligibility = DeviceEligibility(for: .example(organization: 1))
        #expect(eligibility.refusal(of: .example(id: 1, organization: organization))?.reasonCode == expected)
    }

    @Test(arguments: [(1 as Int64, ReasonCode?.some(.organizationInactive)), (2, nil)])
    func `a device of an inactive organization has to wait, active as it is`(
        organization: Int64, expected: ReasonCode?
    ) {
        let eligibility = DeviceEligibility(for: .example(), inactiveOrganizations: [.init(1): "acme"])
        #expect(eligibility.refusal(of: .example(id: 1, organization: organization))?.reasonCode == expected)
    }

    @Test func `without conditions every device will do`() {
        let eligibility = DeviceEligibility(minimumVersion: nil, hardwareVersions: [])
        #expect(eligibility.refusal(of: .example(id: 1, firmwareVersion: "", hardwareVersion: "")) == nil)
    }

    @Test func `what keeps the device from any update comes before what the release asks for`() {
        let eligibility = DeviceEligibility(minimumVersion: "9.0.0", hardwareVersions: ["rev-z"])
        let refusals = [
            BatchCandidate.example(id: 1, active: false, updatesEnabled: false, isUpdating: true),
            .example(id: 1, updatesEnabled: false, isUpdating: true), .example(id: 1, isUpdating: true),
            .example(id: 1), .example(id: 1, firmwareVersion: "9.0.0"),
        ].map { eligibility.refusal(of: $0) }
        #expect(
            refusals == [
                .inactive, .updatesDisabled, .alreadyUpdating, .belowMinimumVersion("9.0.0"), .hardwareNotSupported,
            ])
    }

    @Test func `a refusal has a reason in a batch and a code where one device was asked for`() {
        let refusals: [(DeviceEligibility.Refusal, ReasonCode, String)] = [
            (.inactive, .deviceInactive, "DEVICE_003"), (.updatesDisabled, .updatesDisabled, "DEVICE_004"),
            (.alreadyUpdating, .alreadyUpdating, "OTA_001"),
            (.belowMinimumVersion("9.0.0"), .belowMinimumVersion, "FIRMWARE_004"),
            (.versionNotComparable("9.0.0"), .versionNotComparable, "FIRMWARE_015"),
            (.hardwareNotSupported, .hardwareNotSupported, "FIRMWARE_009"),
            (.releaseNotAvailable, .releaseNotAvailable, "FIRMWARE_011"),
            (.organizationInactive("acme"), .organizationInactive, "ORG_002"),
        ]
        for (refusal, reason, code) in refusals {
            #expect(refusal.reasonCode == reason)
            #expect(refusal.error(for: .example(id: 1)).code == code)
        }
    }
}
