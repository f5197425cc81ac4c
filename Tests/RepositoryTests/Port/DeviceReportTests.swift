import SlipwayCore
import TestSupport
import Testing

@Suite struct DeviceReportTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `an older report changes nothing but a missing heartbeat`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization() }
            let device = try await world.write { try $0.insertDevices(1, in: organization.id, version: "")[0] }
            let early = world.clock.now
            world.clock.advance(by: .seconds(60))
            let late = world.clock.now
            try await world.write { try $0.report("1.1.0", from: device.id, at: late) }
            try await world.write { try $0.report("1.0.0", from: device.id, at: early) }
            var expected = device
            expected.firmwareVersion = "1.1.0"
            expected.lastHeartbeat = late
            expected.reportedVersion = "1.1.0"
            expected.reportedAt = late
            expected.updatedAt = late
            #expect(try await world.read { try $0.device(device.id) } == expected)
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.report(nil, from: device.id) }
            expected.lastHeartbeat = world.clock.now
            #expect(try await world.read { try $0.device(device.id) } == expected)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `several reports of one device come to the newest of each kind`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization() }
            let device = try await world.write { try $0.insertDevices(1, in: organization.id, version: "")[0] }
            let start = world.clock.now
            try await world.write { transaction in
                let contexts = try transaction.reportContexts([device.id])
                let reports: [(Int64, String?)] = [(30, nil), (20, "1.2.0"), (10, "1.1.0")]
                try transaction.record(
                    reports.flatMap { seconds, version in
                        contexts.map {
                            DeviceReportOutcome(
                                of: DeviceReport(
                                    deviceID: device.id, at: start + .seconds(seconds), version: version), in: $0)
                        }
                    })
            }
            let found = try await world.read { try $0.device(device.id) }
            #expect(found?.firmwareVersion == "1.2.0")
            #expect(found?.reportedAt == start + .seconds(20))
            #expect(found?.lastHeartbeat == start + .seconds(30))
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the latest report of a device decides whether it is verified or fell back`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 6)
            try await world.write { transaction in for id in started.sessions { try transaction.complete(id) } }
            for device in started.devices {
                world.clock.advance(by: .seconds(1))
                try await world.write { try $0.report("2.0.0", from: device.id) }
            }
            let verifiedAt = world.clock.now
            #expect(try await world.read { try $0.batch(started.batch.id)?.counters.verified } == 6)
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.report("2.0.0", from: started.devices[5].id) }
            try await world.write { transaction in
                for device in started.devices.prefix(5) { try transaction.report("1.0.0", from: device.id) }
            }
            let rows = try await world.read {
                try $0.devices(ofBatch: started.batch.id, filter: .none, at: .first, limit: 9)
            }
            #expect(rows[0].batchDevice.fellBackAt == world.clock.now)
            #expect(rows[0].batchDevice.verifiedAt == nil)
            #expect(rows[5].batchDevice.verifiedAt == verifiedAt)
            let live = try await world.read { try $0.live(started.batch.id, limits: BatchLiveLimits()) }
            #expect(live?.batch.counters.fellBack == 5)
            #expect(live?.reasons.map(\.cause) == [.fellBack])
            #expect(live?.reasons.map(\.count) == [5])
            #expect(try await world.wrongFigures() == [])
            world.clock.advance(by: .seconds(60))
            try await world.write { transaction in
                for device in started.devices { try transaction.report("2.0.0", from: device.id) }
            }
            #expect(try await world.read { try $0.live(started.batch.id, limits: .init())?.reasons } == [])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `an update check reads the device, the hash of its token and its open session`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 2)
            try await world.write { try $0.complete(started.sessions[0]) }
            let done = try await world.read { try $0.checkContext(uid: "dev-001") }
            #expect(done?.device.firmwareVersion == "2.0.0")
            #expect(done?.tokenHash == "hash-of-dev-001")
            #expect(done?.openSession == nil)
            let open = try await world.read { try $0.checkContext(uid: "dev-002") }
            #expect(open?.openSession?.session.sessionID == started.sessions[1])
            #expect(open?.openSession == (try await world.read { try $0.sessionContext(started.sessions[1]) }))
            #expect(try await world.read { try $0.checkContext(uid: "dev-003") } == nil)
        }
    }
}
