/// Who takes part in a new batch, and who is left out and why: the one function of the dry run and of the creation.
package struct BatchPlan: Hashable, Sendable {
    package let included: [BatchCandidate]
    package let skipped: [SkippedDevice]
    /// Of the included ones, those that run the release already.
    package let alreadyOnVersion: Int
    /// Of the included ones, those for which the release is a step back.
    package let downgrades: Int

    /// - Parameters:
    ///   - candidates: in the order asked for; duplicates count once.
    ///   - unknown: what was asked for and does not exist, or is not the principal's to see.
    ///   - leavesOutCurrent: whether devices that run the release already are skipped.
    package init(
        candidates: [BatchCandidate], unknown: [String], release: FirmwareRelease, leavesOutCurrent: Bool
    ) {
        let eligibility = FirmwareEligibility(of: release)
        let target = SemanticVersion(release.version)
        var seen: Set<Device.ID> = []
        var included: [BatchCandidate] = []
        var skipped: [SkippedDevice] = []
        for candidate in candidates where seen.insert(candidate.deviceID).inserted {
            let refusal =
                candidate.refusal
                ?? eligibility.refusal(
                    firmwareVersion: candidate.firmwareVersion, hardwareVersion: candidate.hardwareVersion)
                ?? (leavesOutCurrent && candidate.firmwareVersion == release.version ? .alreadyOnVersion : nil)
            if let refusal {
                skipped.append(SkippedDevice(device: candidate.deviceUID, reasonCode: refusal))
            } else {
                included.append(candidate)
            }
        }
        var unknownSeen: Set<String> = []
        skipped += unknown.filter { unknownSeen.insert($0).inserted }
            .map { SkippedDevice(device: $0, reasonCode: .deviceUnknown) }
        self.included = included
        self.skipped = skipped
        alreadyOnVersion = included.count { $0.firmwareVersion == release.version }
        downgrades = included.count { candidate in
            guard let target, let current = SemanticVersion(candidate.firmwareVersion) else { return false }
            return target < current
        }
    }

    /// The one organization of all included devices; none where there are several.
    package var organizationID: Organization.ID? {
        let organizations = Set(included.map(\.organizationID))
        return organizations.count == 1 ? organizations.first : nil
    }
}
