import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@testable import DeviceSimulator

@Suite struct FleetTests {
    private static let mixed = FleetProfile(seed: 5, failureRate: 0.3, silentRate: 0.15, fallBackRate: 0.15)
    private static let healthy = FleetProfile(seed: 5, failureRate: 0, silentRate: 0, fallBackRate: 0)

    @Test func `every device of a hundred ends as its temperament says`() async throws {
        try await withRepository { repository, clock in
            let world = try await FleetWorld(
                devices: 100, profile: Self.mixed, maximumInFlight: 30, repository: repository, clock: clock)
            try await world.play(world.fleet(), for: .seconds(600))
            try await Self.expectTemperaments(in: world)
        }
    }

    @Test func `a fleet that is ended and started anew at any instant ends the same`() async throws {
        try await withRepository { repository, clock in
            let world = try await FleetWorld(
                devices: 60, profile: Self.mixed, repository: repository, clock: clock)
            for _ in 0..<12 { try await world.play(world.fleet(), for: .seconds(5)) }
            // Without an end they go silent anew each time; now their deadlines come.
            try await world.play(world.fleet(), for: .seconds(400))
            try await Self.expectTemperaments(in: world)
        }
    }

    @Test func `a held batch gets no byte`() async throws {
        try await withRepository { repository, clock in
            let world = try await FleetWorld(
                devices: 20, profile: Self.healthy, repository: repository, clock: clock)
            try await repository.write { try $0.setSystemHalted(true) }
            let fleet = world.fleet()
            try await world.play(fleet, for: .seconds(60))
            #expect(await fleet.summary.bytesRead == 0)
            #expect(try await world.current().counters.waiting == 20)

            try await repository.write { try $0.setSystemHalted(false) }
            try await world.play(fleet, for: .seconds(120))
            #expect(try await world.current().status == .completed)
            #expect(await fleet.summary.bytesRead == Int64(20 * FleetWorld.release.kibibytes * 1_024))
        }
    }

    @Test func `a halt in the middle stops the bytes of those that had begun`() async throws {
        try await withRepository { repository, clock in
            let world = try await FleetWorld(
                devices: 20, profile: Self.healthy, repository: repository, clock: clock)
            let fleet = world.fleet()
            try await world.play(fleet, for: .seconds(15))
            try await repository.write { try $0.setSystemHalted(true) }
            let bytes = await fleet.summary.bytesRead
            try #require(bytes > 0)
            try await world.play(fleet, for: .seconds(60))
            #expect(await fleet.summary.bytesRead == bytes)

            try await repository.write { try $0.setSystemHalted(false) }
            try await world.play(fleet, for: .seconds(120))
            #expect(try await world.current().counters.verified == 20)
        }
    }

    @Test func `a wrong checksum fails`() async throws {
        try await withRepository { repository, clock in
            let profile = FleetProfile(seed: 5, failureRate: 1, silentRate: 0, fallBackRate: 0)
            let world = try await FleetWorld(devices: 80, profile: profile, repository: repository, clock: clock)
            try await world.play(world.fleet(), for: .seconds(120))
            let codes = Set(try await world.rows().map(\.batchDevice.reasonCode))
            #expect(codes == [.deviceReported, .checksumMismatch])
            #expect(try await world.current().status == .failed)
        }
    }

    @Test func `new devices are picked up, and no more than asked for`() async throws {
        try await withRepository { repository, clock in
            let world = try await FleetWorld(devices: 10, profile: Self.healthy, repository: repository, clock: clock)
            let all = world.fleet()
            let few = Fleet(
                services: world.services, profile: Self.healthy,
                selection: FleetSelection(organization: "acme", deviceLimit: 3), as: .tester,
                clock: FleetClock(now: { clock.now }, sleep: { _ in }), logger: .silent)
            try await all.step()
            try await few.step()
            #expect(await all.summary.devices == 10)
            #expect(await few.summary.devices == 3)

            let organization = try await world.services.organizations.create(
                NewOrganization(name: "other", environment: .staging), as: .tester)
            let entry = RegistrationEntry(deviceUID: "a-new-one", organizationID: organization.id)
            _ = try await world.services.devices.register([entry], as: .tester)
            clock.advance(by: .seconds(30))
            try await all.step()
            try await few.step()
            #expect(await all.summary.devices == 11)
            #expect(await few.summary.devices == 3)
        }
    }

    private static func expectTemperaments(in world: FleetWorld) async throws {
        let batch = try await world.current()
        let rows = try await world.rows()
        #expect(batch.status == .completed)
        #expect(rows.count == world.devices.count)
        var expected = BatchCounters()
        expected.total = rows.count
        for row in rows {
            let device = row.batchDevice
            let temperament = world.temperament(
                ofDevice: row.deviceUID, from: device.fromVersion, hardware: device.hardwareVersion)
            switch temperament.outcome {
            case .succeeds:
                #expect(device.status == .succeeded && device.verifiedAt != nil && device.fellBackAt == nil)
                expected.succeeded += 1
                expected.verified += 1
            case .getsLost:
                #expect(device.status == .succeeded && device.verifiedAt == nil && device.fellBackAt == nil)
                expected.succeeded += 1
            case .fallsBack:
                #expect(device.status == .succeeded && device.fellBackAt != nil)
                expected.succeeded += 1
                expected.fellBack += 1
            case .fails(let fault) where fault.point == .checksum:
                #expect(device.status == .failed && device.reasonCode == .checksumMismatch)
                expected.failed += 1
            case .fails(let fault):
                #expect(device.status == .failed && device.reasonCode == .deviceReported)
                #expect(device.failureReason == fault.reason)
                expected.failed += 1
            case .fallsSilent(let point):
                #expect(device.status == .failed && device.reasonCode == .noReport)
                #expect(device.failureReason?.contains(point.rawValue) == true)
                expected.failed += 1
            }
        }
        #expect(batch.counters.total == expected.total)
        #expect(batch.counters.succeeded == expected.succeeded)
        #expect(batch.counters.failed == expected.failed)
        #expect(batch.counters.fellBack == expected.fellBack)
        #expect(batch.counters.verified == expected.verified)
        #expect(batch.counters.open == 0 && batch.counters.inFlight == 0)
    }
}
