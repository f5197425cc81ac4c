/// Which devices a release suits: its minimum version and its hardware.
package struct FirmwareEligibility: Hashable, Sendable {
    private let minimum: SemanticVersion?
    private let hardwareVersions: Set<String>

    package init(minimumVersion: String?, hardwareVersions: [String]) {
        minimum = minimumVersion.flatMap { SemanticVersion($0) }
        self.hardwareVersions = Set(hardwareVersions)
    }

    package init(of release: FirmwareRelease) {
        self.init(minimumVersion: release.minimumVersion, hardwareVersions: release.hardwareVersions)
    }

    /// Why a device cannot take the release; an unknown version never satisfies a minimum.
    package func refusal(firmwareVersion: String, hardwareVersion: String) -> ReasonCode? {
        if let minimum {
            guard let current = SemanticVersion(firmwareVersion), current >= minimum else {
                return .belowMinimumVersion
            }
        }
        if !hardwareVersions.isEmpty, !hardwareVersions.contains(hardwareVersion) { return .hardwareNotSupported }
        return nil
    }
}
