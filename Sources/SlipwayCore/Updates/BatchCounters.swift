/// The figures of a batch or a rollout, kept by the database in the transaction that moves the devices.
package struct BatchCounters: Hashable, Sendable, Encodable {
    package var total = 0
    package var pending = 0
    package var initiated = 0
    package var succeeded = 0
    package var failed = 0
    /// Of the initiated ones.
    package var acknowledged = 0
    package var downloading = 0
    package var flashed = 0
    /// Devices that have since reported the release's version.
    package var verified = 0
    /// Succeeded devices that have since reported another version.
    package var fellBack = 0
    package var silent = 0
    /// Of the silent ones, those that have flashed.
    package var silentFlashed = 0

    package init() {}

    /// Devices that are not final yet.
    package var open: Int { pending + initiated }
    /// Devices that are final.
    package var finished: Int { succeeded + failed }
    /// Initiated, and not yet acknowledged.
    package var waiting: Int { initiated - inFlight }
    /// Sessions that take one of the rollout's places.
    package var inFlight: Int { acknowledged + downloading + flashed }
    /// What speaks against the release: failed, fell back, and silent since the flash.
    package var bad: Int { failed + fellBack + silentFlashed }

    package enum CodingKeys: String, CodingKey {
        case total = "nTotal"
        case pending = "nPending"
        case initiated = "nInitiated"
        case succeeded = "nSucceeded"
        case failed = "nFailed"
        case acknowledged = "nAcknowledged"
        case downloading = "nDownloading"
        case flashed = "nFlashed"
        case verified = "nVerified"
        case fellBack = "nFellBack"
        case silent = "nSilent"
        case silentFlashed = "nSilentFlashed"
    }
}
