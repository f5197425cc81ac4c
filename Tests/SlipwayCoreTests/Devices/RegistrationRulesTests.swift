import SlipwayCore
import Testing

@Suite struct RegistrationRulesTests {
    @Test func `what nothing speaks against is accepted`() {
        #expect(verdicts([entry("a"), entry("b")]) == [.accepted, .accepted])
    }

    @Test func `an unknown organization, or one of somebody else, is not found`() {
        let refused = RegistrationRules.Verdict.refused(.organizationNotFound("9"))
        #expect(verdicts([entry("a", organization: 9), entry("b")]) == [refused, .accepted])
        #expect(verdicts([entry("a")], scope: .one(.init(2))) == [.refused(.organizationNotFound("1"))])
    }

    @Test func `an inactive organization takes nobody`() {
        let found = verdicts([entry("a")], organizations: [.example(active: false)])
        #expect(found == [.refused(.organizationInactive("acme"))])
    }

    @Test func `the limit is reached in the middle`() {
        let full = RegistrationRules.Verdict.refused(.deviceLimitReached(organization: "acme", limit: 5))
        let found = verdicts(
            [entry("a"), entry("b"), entry("c")], organizations: [.example(deviceLimit: 5, deviceCount: 3)])
        #expect(found == [.accepted, .accepted, full])
    }

    @Test func `a refused entry takes neither place nor names`() {
        let found = verdicts(
            [entry("old"), entry("a", serial: "s-1"), entry("b", serial: "s-1"), entry("c")],
            organizations: [.example(deviceLimit: 2)], registered: [registered("old", token: "other")])
        #expect(
            found == [
                .refused(.deviceAlreadyRegistered(field: "device_uid", value: "old")), .accepted,
                .refused(.deviceAlreadyRegistered(field: "serial_number", value: "s-1")), .accepted,
            ])
    }

    @Test func `the second of two equal entries is refused`() {
        let taken = RegistrationRules.Verdict.refused(.deviceAlreadyRegistered(field: "device_uid", value: "a"))
        #expect(verdicts([entry("a"), entry("a", serial: "another")]) == [.accepted, taken])
    }

    @Test func `the same uid with the same token is a repeat, even in a full and inactive organization`() {
        let device = registered("a")
        let found = verdicts(
            [entry("a")], organizations: [.example(active: false, deviceLimit: 0)], registered: [device])
        #expect(found == [.repeated(device.device)])
    }

    @Test func `the same uid in another organization is no repeat`() {
        let found = verdicts(
            [entry("a", organization: 2)], organizations: [.example(), .example(id: 2, name: "beta")],
            registered: [registered("a")])
        #expect(found == [.refused(.deviceAlreadyRegistered(field: "device_uid", value: "a"))])
    }

    @Test func `a device whose token was revoked is no repeat`() {
        let revoked = RegisteredDevice(device: .example(uid: "a"), tokenHash: nil)
        #expect(
            verdicts([entry("a")], registered: [revoked])
                == [.refused(.deviceAlreadyRegistered(field: "device_uid", value: "a"))])
    }

    private func entry(_ uid: String, serial: String? = nil, organization: Int64 = 1) -> NewDevice {
        NewDevice(
            deviceUID: uid, serialNumber: serial ?? "serial-\(uid)", organizationID: .init(organization),
            hardwareVersion: "", tokenHash: "hash-\(uid)")
    }

    private func registered(_ uid: String, token: String? = nil) -> RegisteredDevice {
        RegisteredDevice(device: .example(uid: uid), tokenHash: token ?? "hash-\(uid)")
    }

    private func verdicts(
        _ entries: [NewDevice], organizations: [Organization] = [.example()], registered: [RegisteredDevice] = [],
        scope: OrganizationScope = .all
    ) -> [RegistrationRules.Verdict] {
        RegistrationRules(organizations: organizations, registered: registered, scope: scope).verdicts(on: entries)
    }
}
