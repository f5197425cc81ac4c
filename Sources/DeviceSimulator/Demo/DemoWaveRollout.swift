import SlipwayCore
import SlipwayServices

/// A rollout in waves that is there when the demo opens: all devices of its first wave have taken the release already.
struct DemoWaveRollout: Sendable {
    let name: String
    let release: DemoRelease
    let organization: DemoOrganization
    /// Of the organization's devices in the order of their uids, from 0 to 1.
    let devices: [Range<Double>]
    let waves: [WaveSize]

    static let all = [soaking, losing]

    /// Its canary is healthy, and soaks.
    static let soaking = DemoWaveRollout(
        name: "2.1.0 to the wells", release: .healthy, organization: .meadow, devices: [0.45..<1],
        waves: [.canary, .share(0.5), .share(1)])
    /// Its first wave loses the devices of one hardware version, which breaks its gate once they are missed.
    static let losing = DemoWaveRollout(
        name: "2.4.1 to the harbor", release: .losing, organization: .harbor, devices: [0.35..<0.5, 0.7..<1],
        waves: [.share(0.6), .share(1)])

    func request(to devices: [Device]) -> RolloutRequest {
        var advance = AdvanceRule()
        // A small canary has one or two that fail for reasons of their own.
        advance.verifiedShare = 0.75
        advance.soak = Self.soak
        return RolloutRequest(
            name: name, firmware: .version(release.version), target: .devices(ids: devices.map(\.id), uids: []),
            waves: waves.map { WavePlan(size: $0, gate: Self.gate) }, advance: advance)
    }

    /// In place of half an hour.
    private static let soak: Duration = .seconds(90)
    private static let gate = GateRequest(maximumBad: 5, maximumBadShare: 0.02)
}
