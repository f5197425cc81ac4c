import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Releases of one organization, as both databases keep and list them.
@Suite struct ReleaseReachTests {
    @Test(arguments: ConformingDatabase.kinds, FirmwareOrder.allCases)
    func `the releases of others are in no list, and no page ends at one`(
        database: ConformingDatabase, order: FirmwareOrder
    ) async throws {
        try await database.withWorld { world in
            let (acme, beta) = try await world.write { transaction in
                let acme = try transaction.insertOrganization(name: "acme")
                let beta = try transaction.insertOrganization(name: "beta")
                for number in 0..<9 {
                    try transaction.insertRelease(
                        version: "\(number).0.0", organization: [nil, acme.id, beta.id][number % 3])
                }
                return (acme.id, beta.id)
            }
            let expected: [(OrganizationScope, [Int])] = [
                (.all, [8, 7, 6, 5, 4, 3, 2, 1, 0]), (.one(acme), [7, 6, 4, 3, 1, 0]),
                (.one(beta), [8, 6, 5, 3, 2, 0]), (.one(.init(99)), [6, 3, 0]),
            ]
            for (scope, numbers) in expected {
                let versions = numbers.map { "\($0).0.0" }
                for filter in ["", "channel=production", "status=approved"] {
                    let query = FirmwareQuery(filter: try Filter(filter, of: FirmwareOrder.self), order: order)
                    let found = try await world.read { reader in
                        try ListReading(limit: 2) { try reader.page(of: query, in: scope, at: $0, limit: $1) }
                    }
                    #expect(found.forward.map(\.version) == versions, "\(filter) in \(scope)")
                    #expect(found.backward.map(\.version) == versions, "\(filter) in \(scope)")
                    #expect(try await world.read { try $0.count(of: query, in: scope) } == .exactly(versions.count))
                }
                // Where a call looks at too many rows, the next one begins at the last of them.
                let nothing = FirmwareQuery(
                    filter: try Filter("status=deprecated", of: FirmwareOrder.self), order: order)
                let scanned = try await world.read { reader in
                    try reader.page(of: nothing, in: scope, at: .first, limit: 9).scanned
                }
                #expect(scanned == versions.count)
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release keeps its organization, and takes its version from all others`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let release = try await world.write { transaction in
                let acme = try transaction.insertOrganization()
                return try transaction.insertRelease(version: "5.0.0", organization: acme.id)
            }
            #expect(release.organizationID != nil)
            #expect(try await world.read { try $0.release(version: "5.0.0") } == release)
            await #expect(throws: SlipwayError.firmwareVersionExists("5.0.0")) {
                try await world.write { try $0.insertRelease(version: "5.0.0") }
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a device that came to another organization before the start is not updated`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 2, in: world.repository, clock: world.clock)
            let beta = try await world.write { try $0.insertOrganization(name: "beta") }
            let release = try await world.write { transaction in
                try transaction.insertRelease(version: "5.0.0", organization: fleet.acme.id)
            }
            let request = BatchRequest(name: "own", firmware: .id(release.id), target: .organization("acme"))
            let batch = try await fleet.updates.createBatch(request, as: fleet.ada).batch
            try await world.change(
                """
                UPDATE devices
                SET organization_id = \(beta.id), organization_name = 'beta'
                WHERE device_uid = 'dev-002'
                """)
            _ = try await fleet.processor.step()
            let rows = try await fleet.rows(batch.id)
            #expect(rows.map(\.batchDevice.status) == [.initiated, .failed])
            #expect(rows.map(\.batchDevice.reasonCode) == [nil, .releaseNotAvailable])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a halt has its reach as long as it lasts`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let reaches = try await world.write { transaction -> [HaltReach?] in
                var organization = try transaction.insertOrganization()
                var reaches: [HaltReach?] = []
                for (halted, reach) in [(true, HaltReach.organization), (true, .all), (false, .all)] {
                    organization.halted = halted
                    organization.haltReach = reach
                    try transaction.update(organization)
                    reaches.append(try transaction.organization(organization.id)?.haltReach)
                }
                return reaches
            }
            #expect(reaches == [.organization, .all, nil])
        }
    }
}
