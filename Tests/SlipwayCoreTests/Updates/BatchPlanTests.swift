import SlipwayCore
import Testing

@Suite struct BatchPlanTests {
    @Test func `every reason to be left out is named`() {
        let plan = BatchPlan(
            candidates: [
                .example(id: 1), .example(id: 2, active: false), .example(id: 3, updatesEnabled: false),
                .example(id: 4, isUpdating: true), .example(id: 5, firmwareVersion: "0.9.0"),
                .example(id: 6, firmwareVersion: ""), .example(id: 7, hardwareVersion: "rev-z"),
            ],
            unknown: ["ghost", "ghost"], release: .example(minimumVersion: "1.0.0", hardwareVersions: ["rev-a"]),
            leavesOutCurrent: false)
        #expect(plan.included.map(\.deviceUID) == ["cam-1"])
        #expect(
            plan.skipped == [
                SkippedDevice(device: "cam-2", reasonCode: .deviceInactive),
                SkippedDevice(device: "cam-3", reasonCode: .updatesDisabled),
                SkippedDevice(device: "cam-4", reasonCode: .alreadyUpdating),
                SkippedDevice(device: "cam-5", reasonCode: .belowMinimumVersion),
                SkippedDevice(device: "cam-6", reasonCode: .belowMinimumVersion),
                SkippedDevice(device: "cam-7", reasonCode: .hardwareNotSupported),
                SkippedDevice(device: "ghost", reasonCode: .deviceUnknown),
            ])
    }

    @Test func `duplicates count once`() {
        let plan = plan([.example(id: 1), .example(id: 1), .example(id: 2)])
        #expect(plan.included.map(\.deviceUID) == ["cam-1", "cam-2"])
        #expect(plan.skipped.isEmpty)
    }

    @Test func `current devices and downgrades are counted and taken`() {
        let plan = plan([
            .example(id: 1, firmwareVersion: "2.0.0"), .example(id: 2, firmwareVersion: "3.0.0"),
            .example(id: 3, firmwareVersion: "1.0.0"), .example(id: 4, firmwareVersion: ""),
        ])
        #expect(plan.included.count == 4)
        #expect(plan.alreadyOnVersion == 1)
        #expect(plan.downgrades == 1)
    }

    @Test func `current devices are left out where that was asked for`() {
        let plan = plan([.example(id: 1, firmwareVersion: "2.0.0"), .example(id: 2)], leavesOutCurrent: true)
        #expect(plan.included.map(\.deviceUID) == ["cam-2"])
        #expect(plan.skipped == [SkippedDevice(device: "cam-1", reasonCode: .alreadyOnVersion)])
        #expect(plan.alreadyOnVersion == 0)
    }

    @Test func `a plan has an organization where all devices share it`() {
        #expect(plan([.example(id: 1, organization: 7), .example(id: 2, organization: 7)]).organizationID == .init(7))
        #expect(plan([.example(id: 1, organization: 7), .example(id: 2, organization: 8)]).organizationID == nil)
        #expect(plan([]).organizationID == nil)
    }

    private func plan(_ candidates: [BatchCandidate], leavesOutCurrent: Bool = false) -> BatchPlan {
        BatchPlan(candidates: candidates, unknown: [], release: .example(), leavesOutCurrent: leavesOutCurrent)
    }
}
