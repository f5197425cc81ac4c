import SlipwayCore

/// A release of the demo, and how devices take it.
struct DemoRelease: Sendable {
    let version: String
    let channel: ReleaseChannel
    let status: FirmwareReleaseStatus
    let notes: String
    let kibibytes: Int
    let rates: FleetRates

    static let outdated = DemoRelease(
        version: "2.0.0", channel: .production, status: .deprecated, notes: "First release of the second generation.",
        kibibytes: 190, rates: FleetRates(failure: 0.05, silence: 0.02, fallBack: 0))
    static let healthy = DemoRelease(
        version: "2.1.0", channel: .production, status: .approved, notes: "Faster start, smaller image.",
        kibibytes: 240, rates: FleetRates(failure: 0.015, silence: 0, fallBack: 0))
    static let failing = DemoRelease(
        version: "2.2.0", channel: .production, status: .approved, notes: "New boot loader and signing key.",
        kibibytes: 320, rates: FleetRates(failure: 0.40, silence: 0.02, fallBack: 0))
    static let silencing = DemoRelease(
        version: "2.3.0", channel: .production, status: .approved, notes: "Radio driver 7.",
        kibibytes: 280, rates: FleetRates(failure: 0.03, silence: 0.30, fallBack: 0))
    static let fallingBack = DemoRelease(
        version: "2.4.0-rc.1", channel: .beta, status: .approved, notes: "Health check after the first boot.",
        kibibytes: 300, rates: FleetRates(failure: 0.03, silence: 0.01, fallBack: 0.30))
    static let next = DemoRelease(
        version: "2.5.0-alpha.2", channel: .alpha, status: .testing, notes: "Not yet for the field.",
        kibibytes: 360, rates: FleetRates(failure: 0.10, silence: 0.05, fallBack: 0.05))
    static let losing = DemoRelease(
        version: "2.4.1", channel: .production, status: .approved, notes: "Radio sleeps between reports.",
        kibibytes: 250,
        rates: FleetRates(
            failure: 0.01, silence: 0, fallBack: 0, loss: LossRate(hardwareVersion: "gw-r4", share: 0.9)))

    static let all = [outdated, healthy, failing, silencing, fallingBack, losing, next]
    /// What goes out again and again. A release that loses devices would leave none after a while.
    static let recurring = all.filter { $0.status == .approved && $0.rates.loss == nil }

    /// The promotions that lead a new release to its status.
    var promotions: [FirmwareReleaseStatus] {
        switch status {
        case .draft: []
        case .testing: [.testing]
        case .approved: [.testing, .approved]
        case .deprecated: [.testing, .approved, .deprecated]
        }
    }
}
