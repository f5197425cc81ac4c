import SlipwayCore
import TestSupport
import Testing

@Suite struct ReleaseVersionTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a release that is equal to another one is refused, and other versions are kept as they are spelled`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            try await world.write { try $0.insertRelease(version: "v2.0") }
            for equal in ["2.0.0", "2", "02.0.0.0", "v2.0+b7"] {
                await #expect(throws: SlipwayError.firmwareVersionExists(equal, isSpelledOtherwise: true)) {
                    try await world.write { try $0.insertRelease(version: equal) }
                }
            }
            await #expect(throws: SlipwayError.firmwareVersionExists("v2.0")) {
                try await world.write { try $0.insertRelease(version: "v2.0") }
            }
            for other in ["2.0.0-rc.1", "2.0.0.1", "2026-11-23"] {
                let release = try await world.write { try $0.insertRelease(version: other) }
                #expect(release.version == other)
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release is named by its text, by an equal version where that is one, or by its id`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let equal = try await world.insertEqualReleases(["1.2.3+a", "1.2.3+b"])
            try await world.write { try $0.insertRelease(version: "v2.0") }
            let found = { @Sendable (name: String) in
                try await world.read { try $0.release(ReleaseName(name), in: .all).version }
            }
            for (name, version) in [
                ("1.2.3+a", "1.2.3+a"), ("v1.2.3+b", "1.2.3+b"), ("2.0.0", "v2.0"), ("2+any", "v2.0"),
                ("id:\(equal[1].id)", "1.2.3+b"),
            ] {
                #expect(try await found(name) == version)
            }
            await #expect(throws: SlipwayError.versionAmbiguous("1.2.3", of: equal)) { try await found("1.2.3") }
            for missing in ["1.2.3+c", "1.2.4", "build-7"] {
                await #expect(throws: SlipwayError.firmwareNotFound(missing)) { try await found(missing) }
            }
            await #expect(throws: SlipwayError.firmwareNotFound("999")) { try await found("id:999") }
            // Of several, the text of one names that one.
            try await world.insertEqualReleases(["1.2.3"])
            #expect(try await found("1.2.3") == "1.2.3")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what a principal does not see makes no name ambiguous`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let acme = try await world.write { try $0.insertOrganization(name: "acme") }
            let beta = try await world.write { try $0.insertOrganization(name: "beta") }
            let equal = try await world.insertEqualReleases(["1.2.3+a", "1.2.3+b"], organization: beta.id)
            let found = { @Sendable (name: String, organization: Organization) in
                try await world.read { try $0.release(ReleaseName(name), in: .one(organization.id)).version }
            }
            #expect(try await found("1.2.3", acme) == "1.2.3+a")
            await #expect(throws: SlipwayError.versionAmbiguous("1.2.3", of: equal)) { try await found("1.2.3", beta) }
            await #expect(throws: SlipwayError.firmwareNotFound("1.2.3+b")) { try await found("1.2.3+b", acme) }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `filters compare versions by < and >, and texts by =`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let versions = ["v1.9", "1.10.0", "2.0.0", "v2.0.0", "2.0.0.1", "2026.01", "build-7", ""]
            let batch = try await world.write { transaction in
                let organization = try transaction.insertOrganization()
                let devices = try versions.enumerated().flatMap { number, version in
                    try transaction.insertDevices(1, in: organization.id, prefix: "d\(number)", version: version)
                }
                for version in ["v1.9", "1.10.0", "2026.01"] { try transaction.insertRelease(version: version) }
                let batch = try transaction.insertBatch(
                    of: devices, firmware: try transaction.insertRelease(version: "3.0").id)
                try transaction.startBatch(batch)
                return batch
            }
            let devices = { @Sendable (line: String) in
                let filter = try Filter(line, of: DeviceOrder.self)
                return try await world.read {
                    try $0.page(of: DeviceQuery(filter: filter), in: .all, at: .first, limit: 9).rows.map(
                        \.firmwareVersion)
                }
            }
            #expect(try await devices("firmware<2") == ["v1.9", "1.10.0"])
            #expect(try await devices("firmware>v2.0") == ["2.0.0.1", "2026.01"])
            #expect(try await devices("firmware>1.9 and firmware<2.0.0.1") == ["1.10.0", "2.0.0", "v2.0.0"])
            #expect(try await devices("firmware=2.0.0") == ["2.0.0"])
            #expect(try await devices("firmware=build-7") == ["build-7"])
            let count = try await world.read {
                try $0.count(of: DeviceQuery(filter: try Filter("firmware<2", of: DeviceOrder.self)), in: .all)
            }
            #expect(count == .exactly(2))

            let releases = try await world.read {
                try $0.page(
                    of: FirmwareQuery(filter: try Filter("version>1.9", of: FirmwareOrder.self)), in: .all, at: .first,
                    limit: 9
                ).rows.map(\.version)
            }
            #expect(releases == ["2026.01", "3.0", "1.10.0"])
            let sessions = { @Sendable (line: String) in
                let filter = try Filter(line, of: SessionOrder.self)
                return try await world.read { try $0.count(of: SessionQuery(filter: filter), in: .all) }
            }
            #expect(try await sessions("firmware>2.9") == .exactly(8))
            #expect(try await sessions("firmware>v3") == .exactly(0))
            let parser = FilterParser(fields: BatchDeviceFields.all, searched: BatchDeviceFields.searched)
            let filter = try parser.filter("from<2")
            let from = try await world.read {
                try $0.devices(ofBatch: batch.id, filter: filter, at: .first, limit: 9).map(\.batchDevice.fromVersion)
            }
            #expect(from == ["v1.9", "1.10.0"])
        }
    }
}
