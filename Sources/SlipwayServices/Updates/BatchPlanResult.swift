import SlipwayCore

/// The answer of a dry run.
package struct BatchPlanResult: Hashable, Sendable {
    package let plan: BatchPlan
    package let release: FirmwareRelease

    package init(plan: BatchPlan, release: FirmwareRelease) {
        self.plan = plan
        self.release = release
    }
}
