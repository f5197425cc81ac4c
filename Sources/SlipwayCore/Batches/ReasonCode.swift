/// Why a device of a batch failed, was left out, or fell out: a closed list that scripts may rely on.
package enum ReasonCode: String, CaseIterable, Hashable, Sendable, Codable {
    case deviceReported = "device_reported"
    case checksumMismatch = "checksum_mismatch"
    case noReport = "no_report"
    /// It never asked for the update while that was offered.
    case notReached = "not_reached"
    case cancelled
    case deviceUnknown = "device_unknown"
    case deviceInactive = "device_inactive"
    case updatesDisabled = "updates_disabled"
    case alreadyUpdating = "already_updating"
    case belowMinimumVersion = "below_minimum_version"
    case hardwareNotSupported = "hardware_not_supported"
    case alreadyOnVersion = "already_on_version"
    case attemptsExhausted = "attempts_exhausted"
    case releaseNotAvailable = "release_not_available"
    case versionNotComparable = "version_not_comparable"
    case organizationInactive = "organization_inactive"
    /// A person took it out of the rollout, by what it has in common with others.
    case excluded

    /// Whether a device that failed for it counts as bad. Any other has been left out: the release had no part in it.
    package var speaksAgainstRelease: Bool {
        switch self {
        case .deviceReported, .checksumMismatch, .noReport: true
        case .notReached, .cancelled, .deviceUnknown, .deviceInactive, .updatesDisabled, .alreadyUpdating,
            .belowMinimumVersion, .hardwareNotSupported, .alreadyOnVersion, .attemptsExhausted, .releaseNotAvailable,
            .versionNotComparable, .organizationInactive, .excluded:
            false
        }
    }

    package static let againstRelease = allCases.filter(\.speaksAgainstRelease)

    /// The same in words, for a list or a report.
    package var text: String {
        switch self {
        case .deviceReported: "failed as the device said"
        case .checksumMismatch: "checksum mismatch"
        case .noReport: "no report"
        case .notReached: "never asked for it"
        case .cancelled: "cancelled"
        case .deviceUnknown: "unknown"
        case .deviceInactive: "inactive"
        case .updatesDisabled: "updates disabled"
        case .alreadyUpdating: "already updating"
        case .belowMinimumVersion: "below the minimum version"
        case .hardwareNotSupported: "hardware not supported"
        case .alreadyOnVersion: "already on this version"
        case .attemptsExhausted: "could not be started"
        case .releaseNotAvailable: "of another organization than the release"
        case .versionNotComparable: "with no comparable version"
        case .organizationInactive: "of an inactive organization"
        case .excluded: "excluded"
        }
    }
}
