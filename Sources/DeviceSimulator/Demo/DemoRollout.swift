/// A rollout that is there when the demo opens, with a part of its devices already through.
struct DemoRollout: Sendable {
    let name: String
    let release: DemoRelease
    let organization: DemoOrganization
    /// Of the organization's devices in the order of their uids, from 0 to 1.
    let devices: Range<Double>
    /// Of the rollout's devices, from 0 to 1, those that have ended, in whichever way, or fallen silent.
    let past: Double

    static let all = [
        DemoRollout(
            name: "2.1.0 on the bench", release: .healthy, organization: .bench, devices: 0..<0.5, past: 1),
        DemoRollout(
            name: "2.1.0 along the quays", release: .healthy, organization: .harbor, devices: 0..<0.35, past: 0.85),
        DemoRollout(
            name: "2.4.0-rc.1 pilot", release: .fallingBack, organization: .harbor, devices: 0.5..<0.7, past: 0.25),
        DemoRollout(
            name: "2.3.0 to all trains", release: .silencing, organization: .ridge, devices: 0..<0.5, past: 0.25),
        DemoRollout(
            name: "2.2.0 to the pumps", release: .failing, organization: .meadow, devices: 0..<0.45, past: 0.25),
    ]
}
