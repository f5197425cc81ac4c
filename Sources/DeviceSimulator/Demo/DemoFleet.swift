import SlipwayCore
import SlipwayServices

/// A fleet to look at: organizations, devices, releases, and rollouts in every condition, all from one seed.
package struct DemoFleet: Sendable {
    package static let defaultDeviceCount = 500

    package let seed: UInt64
    package let deviceCount: Int

    package init(seed: UInt64 = 1, deviceCount: Int = DemoFleet.defaultDeviceCount) {
        self.seed = seed
        self.deviceCount = max(0, deviceCount)
    }

    /// Hours become a minute or two, so that silence and deadlines can be watched; not for a real fleet.
    package static var settings: ServiceSettings {
        var settings = ServiceSettings()
        settings.silence.floor = .seconds(20)
        settings.silence.floorAfterFlash = .seconds(12)
        settings.deadlines.initiated = .seconds(600)
        settings.deadlines.acknowledged = .seconds(120)
        settings.deadlines.downloading = .seconds(120)
        settings.deadlines.flashed = .seconds(90)
        settings.pollInterval = .seconds(5)
        settings.loss.floor = .seconds(15)
        return settings
    }

    /// What its devices do with its releases.
    package var profile: FleetProfile {
        let rates = DemoRelease.all.map { ($0.version, $0.rates) }
        return FleetProfile(
            seed: seed, rates: FleetRates(failure: 0.05, silence: 0.02, fallBack: 0.02),
            ratesByRelease: Dictionary(rates) { first, _ in first })
    }

    /// A silent device comes back after some minutes, so that the fleet never runs out of devices.
    package static var pace: FleetPace {
        var pace = FleetPace.standard
        pace.pollInterval = .seconds(6)
        pace.checksPerSecond = 80
        // Four times this is the limit of silence that a batch learns, and it must stay near its floor.
        pace.reboot = .seconds(1)...(.seconds(3))
        pace.silence = .seconds(180)
        return pace
    }

    /// Who has set it all up.
    package static let principal = Principal.operator("demo")

    /// Fills an empty database; the fleet then lives by `Fleet`, `DemoDirector` and the background loops.
    ///
    /// - Returns: its devices, but for those that are lost already.
    /// - Throws: ORG_005 where it has been built here before.
    @discardableResult
    package func build(in services: Services) async throws -> [FleetMember] {
        for release in DemoRelease.all { try await add(release, to: services) }
        var members: [FleetMember] = []
        for organization in DemoOrganization.all { members += try await add(organization, to: services) }
        try await services.reports.flush()
        let past = DemoPast(services: services, profile: profile)
        var lost: Set<String> = []
        for rollout in DemoWaveRollout.all { lost.formUnion(try await past.begin(rollout)) }
        for rollout in DemoRollout.all { try await past.begin(rollout) }
        try await services.reports.flush()
        return members.filter { !lost.contains($0.deviceUID) }
    }

    private func add(_ release: DemoRelease, to services: Services) async throws {
        let file = try SeededFirmwareFile(of: release, seed: seed)
        defer { file.remove() }
        _ = try await services.firmware.importFile(
            at: file.path,
            as: NewFirmwareRelease(
                version: release.version, channel: release.channel, fileName: "gateway-\(release.version).bin",
                releaseNotes: release.notes),
            by: Self.principal, progress: nil)
        for status in release.promotions {
            _ = try await services.firmware.promote(release.version, to: status, by: Self.principal)
        }
    }

    private func add(_ organization: DemoOrganization, to services: Services) async throws -> [FleetMember] {
        let count = organization.deviceCount(of: deviceCount)
        let created = try await services.organizations.create(
            NewOrganization(
                name: organization.name, displayName: organization.displayName,
                environment: organization.environment, deviceLimit: count + max(10, count / 4),
                // One person is there to look at it.
                approval: .off),
            as: Self.principal)
        let devices = (0..<count).map { DemoDevice(number: $0 + 1, of: organization, seed: seed) }
        var members: [FleetMember] = []
        let limit = max(1, services.settings.registrationLimit)
        for start in stride(from: 0, to: devices.count, by: limit) {
            let entries = devices[start..<min(start + limit, devices.count)].map { device in
                RegistrationEntry(
                    deviceUID: device.deviceUID, serialNumber: device.serialNumber, organizationID: created.id,
                    hardwareVersion: device.hardwareVersion)
            }
            let result = try await services.devices.register(entries, as: Self.principal)
            if let refused = result.failed.first { throw refused.error }
            members += result.successful.map { registered in
                FleetMember(
                    deviceUID: registered.device.deviceUID, token: registered.deviceToken,
                    hardwareVersion: registered.device.hardwareVersion)
            }
        }
        for device in devices {
            _ = try await services.updates.check(
                uid: device.deviceUID, reportedVersion: device.firmwareVersion, as: .device(device.deviceUID))
        }
        return members
    }
}
