import SlipwayCore

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

/// A device of the demo before it is registered: the same for the same seed, organization and number.
struct DemoDevice: Sendable {
    let deviceUID: String
    let serialNumber: String
    let hardwareVersion: String
    let firmwareVersion: String

    init(number: Int, of organization: DemoOrganization, seed: UInt64) {
        let digits = String(number)
        deviceUID = "\(organization.uidPrefix)-gw-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        var generator = SeededGenerator(seed: seed, path: "demo device", deviceUID)
        let batch = String(Int.random(in: 0x1000...0xFFFF, using: &generator), radix: 16, uppercase: true)
        serialNumber = "\(organization.uidPrefix.uppercased())\(batch)-\(digits)"
        let hardware = generator.fraction()
        hardwareVersion = hardware < 0.5 ? "gw-r3" : hardware < 0.8 ? "gw-r4" : "gw-r2"
        let firmware = generator.fraction()
        firmwareVersion = firmware < 0.45 ? "2.0.0" : firmware < 0.8 ? "1.9.3" : "1.8.0"
    }
}

/// An organization of the demo, and what its part of the fleet looks like.
struct DemoOrganization: Sendable {
    let name: String
    let displayName: String
    let environment: Organization.Environment
    let uidPrefix: String
    /// Of all devices, from 0 to 1.
    let share: Double

    static let harbor = DemoOrganization(
        name: "harbor-lights", displayName: "Harbor Lights", environment: .production, uidPrefix: "hl", share: 0.4)
    static let meadow = DemoOrganization(
        name: "meadow-water", displayName: "Meadow Water Works", environment: .production, uidPrefix: "mw", share: 0.3)
    static let ridge = DemoOrganization(
        name: "ridge-rail", displayName: "Ridge Rail", environment: .production, uidPrefix: "rr", share: 0.2)
    static let bench = DemoOrganization(
        name: "test-bench", displayName: "Test Bench", environment: .staging, uidPrefix: "tb", share: 0.1)

    static let all = [harbor, meadow, ridge, bench]

    /// How many of `total` devices it has; the last organization takes what rounding leaves.
    func deviceCount(of total: Int) -> Int {
        let others = Self.all.dropLast().map { ($0.name, Int(Double(total) * $0.share)) }
        return others.first { $0.0 == name }?.1 ?? total - others.reduce(0) { $0 + $1.1 }
    }
}
