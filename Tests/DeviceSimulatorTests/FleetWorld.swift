import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport

@testable import DeviceSimulator

/// A fleet of its own on a database in memory, whose time passes only when a test plays it.
struct FleetWorld {
    static let release = DemoRelease.healthy
    let services: Services
    let clock: TestClock
    let profile: FleetProfile
    let devices: [Device]
    let batch: UpdateBatch.ID
    private let sweep: DeadlineSweep

    /// With one batch of all its devices, and nothing started.
    init(
        devices count: Int, profile: FleetProfile, maximumInFlight: Int? = nil, repository: SQLiteRepository,
        clock: TestClock
    ) async throws {
        services = Services(
            repository: repository, settings: DemoFleet.settings, identifiers: .seeded(1), logger: .silent)
        self.clock = clock
        self.profile = profile
        sweep = DeadlineSweep(services: services, worker: "test")
        let file = try SeededFirmwareFile(of: Self.release, seed: 1)
        defer { file.remove() }
        let new = NewFirmwareRelease(version: Self.release.version, channel: .production, fileName: "gateway.bin")
        _ = try await services.firmware.importFile(at: file.path, as: new, by: .tester, progress: nil)
        for status in Self.release.promotions {
            _ = try await services.firmware.promote(Self.release.version, to: status, by: .tester)
        }
        devices = try await Self.register(count, in: services)
        batch = try await services.updates.createBatch(
            BatchRequest(
                name: "all", firmware: .version(Self.release.version),
                target: .devices(ids: devices.map(\.id), uids: []), maximumInFlight: maximumInFlight),
            as: .tester
        ).batch.id
    }

    func fleet() -> Fleet {
        let clock = clock
        return Fleet(
            services: services, profile: profile, as: .tester,
            clock: FleetClock(now: { clock.now }, sleep: { _ in }), logger: .silent)
    }

    /// Everything that runs in a process, a second at a time; ends early once all is over and reported.
    func play(_ fleet: Fleet, for duration: Duration) async throws {
        let processor = BatchProcessor(services: services, worker: "test")
        let end = clock.now + duration
        while clock.now < end {
            while try await processor.step() {}
            for _ in 0..<5 {
                try await fleet.step()
                clock.advance(by: .seconds(1))
            }
            try await services.reports.flush()
            _ = try await sweep.step()
            let counters = try await current().counters
            if counters.open == 0, counters.succeeded == counters.verified + counters.fellBack { return }
        }
    }

    func current() async throws -> UpdateBatch {
        try await services.updates.batch(batch, as: .tester)
    }

    func rows() async throws -> [BatchDeviceRow] {
        try await services.updates.batchDevices(batch, as: .tester, at: .first, limit: 1_000)
    }

    func temperament(ofDevice uid: String, from version: String, hardware: String) -> DeviceTemperament {
        let traits = DeviceTraits(deviceUID: uid, hardwareVersion: hardware, fromVersion: version)
        return DeviceTemperament(of: traits, for: Self.release.version, in: profile)
    }

    private static func register(_ count: Int, in services: Services) async throws -> [Device] {
        let organization = try await services.organizations.create(
            NewOrganization(name: "acme", environment: .production, deviceLimit: count), as: .tester)
        let planned = (1...count).map { DemoDevice(number: $0, of: .harbor, seed: 1) }
        for start in stride(from: 0, to: count, by: 100) {
            let entries = planned[start..<min(count, start + 100)].map { device in
                RegistrationEntry(
                    deviceUID: device.deviceUID, serialNumber: device.serialNumber, organizationID: organization.id,
                    hardwareVersion: device.hardwareVersion)
            }
            _ = try await services.devices.register(entries, as: .tester)
        }
        for device in planned {
            _ = try await services.updates.check(
                uid: device.deviceUID, reportedVersion: device.firmwareVersion, as: .device(device.deviceUID))
        }
        try await services.reports.flush()
        return try await services.devices.page(of: DeviceQuery(), at: .first, limit: 1_000, as: .tester).rows
    }
}

extension Principal {
    static let tester = Principal.operator("tester")
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
