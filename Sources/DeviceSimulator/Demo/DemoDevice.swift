import SlipwayCore

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
