import SlipwayCore

/// Which of the devices that a rollout is meant for can take part: the one rule of the preview and of the rollout itself.
struct TargetRule: Sendable {
    private let eligibility: DeviceEligibility
    private let version: String
    private let target: FirmwareVersion?
    private let leavesOutCurrent: Bool

    /// - Parameter candidates: all that it is asked about.
    init(
        for release: FirmwareRelease, of plan: RolloutPlan, among candidates: [BatchCandidate],
        in reader: any RepositoryReader
    ) throws {
        eligibility = try reader.eligibility(of: candidates, for: release)
        version = release.version
        target = FirmwareVersion(release.version)
        leavesOutCurrent = plan.leavesOutCurrent
    }

    func sorted(_ candidates: [BatchCandidate]) -> (included: [BatchCandidate], excluded: [ReasonCode: Int]) {
        var excluded: [ReasonCode: Int] = [:]
        let included = candidates.filter { candidate in
            guard let reason = reason(against: candidate) else { return true }
            excluded[reason, default: 0] += 1
            return false
        }
        return (included, excluded)
    }

    /// As far as the two versions can be compared.
    func isStepBack(for candidate: BatchCandidate) -> Bool {
        guard let target, let current = FirmwareVersion(candidate.firmwareVersion) else { return false }
        return target < current
    }

    /// A device that is updating at the moment may be free when its wave comes.
    private func reason(against candidate: BatchCandidate) -> ReasonCode? {
        if let refusal = eligibility.refusal(of: candidate), refusal != .alreadyUpdating { return refusal.reasonCode }
        let isCurrent = FirmwareVersion.isRelease(version, runBy: candidate.firmwareVersion)
        return leavesOutCurrent && isCurrent ? .alreadyOnVersion : nil
    }
}
