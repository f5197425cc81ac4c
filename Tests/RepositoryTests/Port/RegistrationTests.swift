import SlipwayCore
import TestSupport
import Testing

@Suite struct RegistrationTests {
    @Test(arguments: ConformingDatabase.allCases, [UInt64(1), 2, 3, 4])
    func `registering many at once comes to the same as one by one`(
        database: ConformingDatabase, seed: UInt64
    ) async throws {
        var generator = SeededGenerator(seed: seed)
        let requests = (0..<6).map { _ in
            (0..<20).map { _ in
                Draft(
                    uid: "d\(Int.random(in: 0..<40, using: &generator))",
                    serial: "s\(Int.random(in: 0..<60, using: &generator))",
                    organization: Int.random(in: 0..<3, using: &generator))
            }
        }
        let together = try await Self.registered(requests, in: database)
        let oneByOne = try await Self.registered(requests.flatMap { $0.map { [$0] } }, in: database)
        #expect(together == oneByOne)
        #expect(!together.isEmpty)
    }

    private struct Draft: Sendable {
        let uid: String
        let serial: String
        let organization: Int
    }

    /// Uid, serial and organization of every device that got in, in the order of their uids.
    private static func registered(_ requests: [[Draft]], in database: ConformingDatabase) async throws -> [[String]] {
        try await database.withWorld { world in
            let organizations = try await world.write { transaction in
                [
                    try transaction.insertOrganization(name: "roomy", deviceLimit: 100),
                    try transaction.insertOrganization(name: "tight", deviceLimit: 5),
                    try transaction.insertOrganization(name: "closed", active: false),
                ]
            }
            for request in requests {
                let entries = request.map { draft in
                    NewDevice.example(
                        uid: draft.uid, serialNumber: draft.serial, in: organizations[draft.organization].id)
                }
                try await world.write { try $0.register(entries) }
            }
            #expect(try await world.wrongFigures() == [])
            let devices = try await world.read { try $0.everyDevice() }
            return devices.map { [$0.deviceUID, $0.serialNumber, $0.organizationName] }
        }
    }
}
