import FleetGenerator
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

@Suite("A large fleet")
struct FleetGeneratorTests {
    @Test("has figures that equal a recount of its rows")
    func figures() async throws {
        try await withRepository { repository, clock in
            try await FleetGenerator(devices: 2_000, now: clock.now).write(to: repository)
            #expect(try await CounterRecount.differences(in: repository) == [])
        }
    }

    @Test("has the devices that it says, under the uids that it says")
    func devices() async throws {
        try await withRepository { repository, clock in
            let fleet = FleetGenerator(devices: 1_000, now: clock.now)
            try await fleet.write(to: repository)
            let found = try await repository.read { reader in
                (try reader.deviceCount(in: .all), try reader.device(uid: FleetGenerator.uid(777))?.id.rawValue)
            }
            #expect(found.0 == 1_000)
            #expect(found.1 == 777)
        }
    }
}
