import DeviceSimulator
import SlipwayCore
import SlipwayServices

/// The devices of a trial, all of one organization and with no word heard of them: every tenth is of hardware C, the others
/// are of A and of B.
struct TrialFleet: Sendable {
    static let organization = "acme"
    static let suspect = "C"
    /// What is rolled out.
    static let version = "2.0.0"
    /// In a canary of this size the gate sees what happens to 4 % of it.
    static let canary = 1_250
    /// Of its release, small enough that it is the service that sets the pace.
    private static let releaseBytes = 64 << 10
    /// Devices that no batch has reached ask all the time as well.
    private static let askers = 300

    let members: [String: FleetMember]
    /// What each device ran before the trial; empty where nothing was heard of any.
    let formerVersions: [String: String]
    let release: FirmwareRelease.ID
    /// A part of the devices, chosen by chance, that asks from the beginning to the end.
    let asking: Set<String>

    /// - Parameter hasHistory: whether each device has said that it runs one of two other releases.
    init(of count: Int, hasHistory: Bool = false, in services: Services) async throws {
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
        formerVersions = hasHistory ? try await Self.history(of: members.keys.sorted(), in: services) : [:]
        var generator = SeededGenerator(seed: 1)
        asking = Set(members.keys.sorted().shuffled(using: &generator).prefix(Self.askers))
    }

    /// Of four devices three run one release, and the fourth the other.
    private static func history(of devices: [String], in services: Services) async throws -> [String: String] {
        for version in ["1.0.0", "1.1.0"] {
            let text = String(repeating: "firm\(version)", count: releaseBytes / 8)
            _ = try await WaitingFleet.release(text, version: version, in: services.repository)
        }
        var versions: [String: String] = [:]
        for (place, uid) in devices.enumerated() {
            versions[uid] = place % 4 < 3 ? "1.0.0" : "1.1.0"
            _ = try await services.updates.check(uid: uid, reportedVersion: versions[uid], as: .device(uid))
        }
        try await services.reports.flush()
        return versions
    }

    private static func hardware(ofDevice number: Int) -> String {
        number.isMultiple(of: 10) ? suspect : number.isMultiple(of: 2) ? "A" : "B"
    }
}
