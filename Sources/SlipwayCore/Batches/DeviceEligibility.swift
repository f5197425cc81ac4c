/// Whether a device may be updated to a release now: the one rule of plans, of starting batches and of single updates.
package struct DeviceEligibility: Hashable, Sendable {
    private let minimumVersion: String
    private let minimum: FirmwareVersion?
    private let hardwareVersions: Set<String>
    private let organizationID: Organization.ID?
    private let inactiveOrganizations: [Organization.ID: String]

    /// - Parameters:
    ///   - hardwareVersions: empty for any.
    ///   - organizationID: the one whose devices may take the release; none for all.
    ///   - inactiveOrganizations: with their names, as far as devices of them are judged.
    package init(
        minimumVersion: String?, hardwareVersions: [String], organizationID: Organization.ID? = nil,
        inactiveOrganizations: [Organization.ID: String] = [:]
    ) {
        self.minimumVersion = minimumVersion ?? ""
        minimum = minimumVersion.flatMap { FirmwareVersion($0) }
        self.hardwareVersions = Set(hardwareVersions)
        self.organizationID = organizationID
        self.inactiveOrganizations = inactiveOrganizations
    }

    package init(for release: FirmwareRelease, inactiveOrganizations: [Organization.ID: String] = [:]) {
        self.init(
            minimumVersion: release.minimumVersion, hardwareVersions: release.hardwareVersions,
            organizationID: release.organizationID, inactiveOrganizations: inactiveOrganizations)
    }

    /// Why the device cannot take the release; a version that is unknown or cannot be compared never satisfies a minimum.
    package func refusal(of candidate: BatchCandidate) -> Refusal? {
        if let organizationID, candidate.organizationID != organizationID { return .releaseNotAvailable }
        if let name = inactiveOrganizations[candidate.organizationID] { return .organizationInactive(name) }
        if let refusal = Self.refusal(of: candidate) { return refusal }
        if let minimum {
            if candidate.hasIncomparableVersion { return .versionNotComparable(minimumVersion) }
            guard let current = FirmwareVersion(candidate.firmwareVersion), current >= minimum else {
                return .belowMinimumVersion(minimumVersion)
            }
        }
        if !hardwareVersions.isEmpty, !hardwareVersions.contains(candidate.hardwareVersion) {
            return .hardwareNotSupported
        }
        return nil
    }

    /// Why the device cannot be updated at the moment, whatever the release.
    package static func refusal(of candidate: BatchCandidate) -> Refusal? {
        if !candidate.active { return .inactive }
        if !candidate.updatesEnabled { return .updatesDisabled }
        if candidate.isUpdating { return .alreadyUpdating }
        return nil
    }

    package enum Refusal: Hashable, Sendable {
        /// With the name of the organization.
        case organizationInactive(String)
        case inactive
        case updatesDisabled
        case alreadyUpdating
        /// With the version that the release asks for.
        case belowMinimumVersion(String)
        /// The device reports one, and it cannot be compared with that which the release asks for.
        case versionNotComparable(String)
        case hardwareNotSupported
        /// The release belongs to another organization.
        case releaseNotAvailable

        package var reasonCode: ReasonCode {
            switch self {
            case .organizationInactive: .organizationInactive
            case .inactive: .deviceInactive
            case .updatesDisabled: .updatesDisabled
            case .alreadyUpdating: .alreadyUpdating
            case .belowMinimumVersion: .belowMinimumVersion
            case .versionNotComparable: .versionNotComparable
            case .hardwareNotSupported: .hardwareNotSupported
            case .releaseNotAvailable: .releaseNotAvailable
            }
        }

        /// ORG_002, DEVICE_003, DEVICE_004, OTA_001, FIRMWARE_004, FIRMWARE_009, FIRMWARE_011 or FIRMWARE_015, where one
        /// device alone was asked for.
        package func error(for candidate: BatchCandidate) -> SlipwayError {
            switch self {
            case .organizationInactive(let name): .organizationInactive(name)
            case .inactive: .deviceInactive(candidate.deviceUID)
            case .updatesDisabled: .updatesDisabled(candidate.deviceUID)
            case .alreadyUpdating: .updateAlreadyInProgress(candidate.deviceUID)
            case .belowMinimumVersion(let minimum):
                .belowMinimumVersion(current: candidate.firmwareVersion, minimum: minimum)
            case .versionNotComparable(let minimum):
                .versionNotComparable(current: candidate.firmwareVersion, minimum: minimum)
            case .hardwareNotSupported: .hardwareNotSupported(candidate.hardwareVersion)
            case .releaseNotAvailable: .firmwareNotAvailable(device: candidate.deviceUID)
            }
        }
    }
}
