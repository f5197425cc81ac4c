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

    @Test func `versions are compared, however they are spelled`() {
        let plan = plan([
            .example(id: 1, firmwareVersion: "v2.0.0"), .example(id: 2, firmwareVersion: "2.0.0.1"),
            .example(id: 3, firmwareVersion: "2026.01"), .example(id: 4, firmwareVersion: "1.9"),
        ])
        #expect(plan.alreadyOnVersion == 1)
        #expect(plan.downgrades == 2)
        #expect(plan.notComparable == IncomparableVersions(included: [], leftOut: []))
    }

    @Test func `versions that cannot be compared are counted by themselves, with a few of them`() {
        let devices = ["build-7", "trunk", "build-7", "a", "b", "1.0.0", ""].enumerated().map {
            BatchCandidate.example(id: Int64($0.offset) + 1, firmwareVersion: $0.element)
        }
        let free = plan(devices)
        #expect(free.included.count == 7 && free.downgrades == 0)
        #expect(free.notComparable.willUpdate == 5 && free.notComparable.leftOut == 0)
        #expect(free.notComparable.examples == ["build-7", "a", "b"])
        #expect(free.notComparable.text == "build-7, a, b, …")

        let bound = BatchPlan(
            candidates: devices, unknown: [], release: .example(minimumVersion: "1.0.0"), leavesOutCurrent: false)
        #expect(bound.included.count == 1)
        #expect(bound.notComparable.willUpdate == 0 && bound.notComparable.leftOut == 5)
        let reasons = bound.skipped.map(\.reasonCode)
        #expect(reasons.count { $0 == .versionNotComparable } == 5 && reasons.count { $0 == .belowMinimumVersion } == 1)
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
