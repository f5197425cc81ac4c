import SlipwayCore

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
