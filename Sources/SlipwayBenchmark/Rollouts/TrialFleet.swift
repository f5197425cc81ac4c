import DeviceSimulator
import SlipwayCore
import SlipwayServices

/// The devices of a trial, all of one organization and with no word heard of them: every tenth is of hardware C, the others
/// are of A and of B.
struct TrialFleet: Sendable {
    static let organization = "acme"
    static let suspect = "C"
    /// In a canary of this size the gate sees what happens to 4 % of it.
    static let canary = 1_250
    /// Of its release, small enough that it is the service that sets the pace.
    private static let releaseBytes = 64 << 10
    /// Devices that no batch has reached ask all the time as well.
    private static let askers = 300

    let members: [String: FleetMember]
    let release: FirmwareRelease.ID
    /// A part of the devices, chosen by chance, that asks from the beginning to the end.
    let asking: Set<String>

    init(of count: Int, in services: Services) async throws {
        let actor = WaitingFleet.actor
        let organization = try await services.organizations.create(
            NewOrganization(name: Self.organization, environment: .production, deviceLimit: count, approval: .off),
            as: actor)
        let text = String(repeating: "firmware", count: Self.releaseBytes / 8)
        release = try await WaitingFleet.release(text, in: services.repository)
        var members: [String: FleetMember] = [:]
        members.reserveCapacity(count)
        for start in stride(from: 0, to: count, by: services.settings.registrationLimit) {
            let entries = (start..<min(start + services.settings.registrationLimit, count)).map { number in
                RegistrationEntry(
                    deviceUID: "gw-\(number)", organizationID: organization.id,
                    hardwareVersion: Self.hardware(ofDevice: number))
            }
            for registered in try await services.devices.register(entries, as: actor).successful {
                let device = registered.device
                members[device.deviceUID] = FleetMember(
                    deviceUID: device.deviceUID, token: registered.deviceToken,
                    hardwareVersion: device.hardwareVersion)
            }
        }
        guard members.count == count else {
            throw SystemFault(saying: "\(members.count) of \(count) devices were registered")
        }
        self.members = members
        var generator = SeededGenerator(seed: 1)
        asking = Set(members.keys.sorted().shuffled(using: &generator).prefix(Self.askers))
    }

    private static func hardware(ofDevice number: Int) -> String {
        number.isMultiple(of: 10) ? suspect : number.isMultiple(of: 2) ? "A" : "B"
    }
}
