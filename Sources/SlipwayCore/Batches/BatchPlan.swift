/// Who takes part in a new batch, and who is left out and why: the one function of the dry run and of the creation.
package struct BatchPlan: Hashable, Sendable {
    package let included: [BatchCandidate]
    package let skipped: [SkippedDevice]
    /// Of the included ones, those that run the release already.
    package let alreadyOnVersion: Int
    /// Of the included ones, those for which the release is a step back.
    package let downgrades: Int
    /// Of devices whose version cannot be compared with the release or its minimum: whether for them it is a step back is
    /// not known.
    package let notComparable: IncomparableVersions
    package let fingerprint: PlanFingerprint

    /// - Parameters:
    ///   - candidates: in the order asked for; duplicates count once.
    ///   - unknown: what was asked for and does not exist, or is not the principal's to see.
    ///   - leavesOutCurrent: whether devices that run the release already are skipped.
    ///   - inactiveOrganizations: those of the candidates, with their names.
    package init(
        candidates: [BatchCandidate], unknown: [String], release: FirmwareRelease, leavesOutCurrent: Bool,
        inactiveOrganizations: [Organization.ID: String] = [:]
    ) {
        let eligibility = DeviceEligibility(for: release, inactiveOrganizations: inactiveOrganizations)
        let target = FirmwareVersion(release.version)
        let isCurrent = { (candidate: BatchCandidate) in
            FirmwareVersion.isRelease(release.version, runBy: candidate.firmwareVersion)
        }
        var seen: Set<Device.ID> = []
        var included: [BatchCandidate] = []
        var skipped: [SkippedDevice] = []
        var leftOut: [String] = []
        for candidate in candidates where seen.insert(candidate.deviceID).inserted {
            let refusal =
                eligibility.refusal(of: candidate)?.reasonCode
                ?? (leavesOutCurrent && isCurrent(candidate) ? .alreadyOnVersion : nil)
            if let refusal {
                if refusal == .versionNotComparable { leftOut.append(candidate.firmwareVersion) }
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
        fingerprint = PlanFingerprint(release: release, included: included, skipped: skipped)
        alreadyOnVersion = included.count(where: isCurrent)
        downgrades = included.count { candidate in
            guard let target, let current = FirmwareVersion(candidate.firmwareVersion) else { return false }
            return target < current
        }
        notComparable = IncomparableVersions(
            included: included.filter { $0.hasIncomparableVersion && !isCurrent($0) }.map(\.firmwareVersion),
            leftOut: leftOut)
    }

    /// The one organization of all included devices; none where there are several.
    package var organizationID: Organization.ID? {
        let organizations = Set(included.map(\.organizationID))
        return organizations.count == 1 ? organizations.first : nil
    }
}

/// A device that a new batch leaves out, and why.
package struct SkippedDevice: Hashable, Sendable, Encodable {
    /// As the caller named it, where it is unknown; else its uid.
    package let device: String
    package let reasonCode: ReasonCode

    package init(device: String, reasonCode: ReasonCode) {
        self.device = device
        self.reasonCode = reasonCode
    }
}
