import SlipwayCore
import TestSupport
import Testing

@Suite struct RolloutStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `rollouts are open or ended, the newest first, and only of the scope`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let batches = try await world.write { transaction in
                let other = try transaction.insertOrganization(name: "other", displayName: "The Others")
                let device = try transaction.insertDevices(1, in: other.id, prefix: "other")
                return try (0..<4).map { number in
                    let batch = try transaction.insertBatch(
                        of: device, firmware: started.release.id, name: "b\(number)")
                    if number > 1 { try transaction.setBoth(batch.id, to: .cancelled) }
                    return batch
                }
            }
            let other = OrganizationScope.one(try #require(batches[0].organizationID))
            let open = { (scope: OrganizationScope, limit: Int) in
                try await world.read { try $0.openRollouts(in: scope, limit: limit).map(\.batchID) }
            }
            let ended = { (after: Rollout.ID?) in
                try await world.read { try $0.endedRollouts(in: other, after: after, limit: 1).map(\.batchID) }
            }
            #expect(try await open(.all, 9) == [batches[1].id, batches[0].id, started.batch.id])
            #expect(try await open(.all, 1) == [batches[1].id])
            #expect(try await open(other, 9) == [batches[1].id, batches[0].id])
            #expect(try await ended(nil) == [batches[3].id])
            #expect(try await ended(batches[3].rolloutID) == [batches[2].id])
            #expect(try await ended(batches[2].rolloutID) == [])
            let page = { (position: PagePosition<ListAnchor>) in
                try await world.read { try $0.page(of: BatchQuery(), in: other, at: position, limit: 2) }
            }
            let newest = try await page(.first)
            #expect(newest.rows.map(\.batch.name) == ["b3", "b2"])
            let older = try await page(.after(try #require(newest.continuation)))
            #expect(older.rows.map(\.batch.name) == ["b1", "b0"])
            let first = try await world.read { try $0.openRollouts(in: .all, limit: 1).first }
            #expect(first?.organizationName == "The Others")
            #expect(first?.firmwareVersion == "2.0.0")
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `failures with the same masked text are one reason, with what their devices share`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let (batch, start) = try await world.write { transaction -> (UpdateBatch, Timestamp) in
                let organization = try transaction.insertOrganization()
                let old = try transaction.insertDevices(6, in: organization.id, prefix: "old", hardwareVersion: "rev-a")
                let new = try transaction.insertDevices(6, in: organization.id, prefix: "new", hardwareVersion: "rev-b")
                let release = try transaction.insertRelease()
                let batch = try transaction.insertBatch(of: old + new, firmware: release.id)
                try transaction.startBatch(batch)
                return (batch, transaction.now)
            }
            world.clock.advance(by: .seconds(30))
            for number in 7...11 {
                try await world.write {
                    try $0.step(
                        .example(number), to: .failed, reason: .deviceReported, failure: "write error \(number)")
                }
                world.clock.advance(by: .seconds(1))
            }
            try await world.write { try $0.step(.example(1), to: .cancelled, reason: .cancelled, isReport: false) }
            let summary = try #require(try await world.read { try $0.openRollouts(in: .all, limit: 1).first })
            let factor = CommonFactor(
                attribute: .hardwareVersion, value: "rev-b", shareOfReason: 1, shareOfBatch: 0.5)
            #expect(
                summary.reasons == [
                    ReasonSummary(
                        cause: .failed("write error #"), count: 5, firstAt: start + .seconds(30),
                        lastAt: start + .seconds(34), commonFactor: factor),
                    ReasonSummary(
                        cause: .failed("cancelled"), isLeftOut: true, count: 1, firstAt: start + .seconds(35),
                        lastAt: start + .seconds(35), commonFactor: nil),
                ])
            #expect(summary.recentlyFinished == 6)
            let live = try #require(
                try await world.read { try $0.live(batch.id, limits: BatchLiveLimits(reasons: 1, events: 1)) })
            #expect(live.reasons == Array(summary.reasons.prefix(1)))
            #expect(
                live.attributes == [
                    AttributeCount(attribute: .fromVersion, value: "1.0.0", count: 12),
                    AttributeCount(attribute: .organization, value: "acme", count: 12),
                    AttributeCount(attribute: .hardwareVersion, value: "rev-a", count: 6),
                    AttributeCount(attribute: .hardwareVersion, value: "rev-b", count: 6),
                ])
            world.clock.advance(by: .seconds(600))
            #expect(try await world.read { try $0.live(batch.id, limits: .init())?.recentlyFinished } == 0)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the time in a phase is counted in its bucket`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 2)
            try await world.write { for id in started.sessions { try $0.step(id, to: .acknowledged) } }
            world.clock.advance(by: .seconds(90))
            try await world.write { for id in started.sessions { try $0.step(id, to: .downloading) } }
            let expected = [PhaseDurations.bucket(of: .seconds(90)): 2]
            let durations = try await world.read { try $0.phaseDurations(of: [started.batch.id, .init(99)]) }
            #expect(durations == [started.batch.id: [.acknowledged: PhaseDurations(counts: expected)]])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the devices of a batch come by their ids in both directions`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 5)
            let page = { (position: PagePosition<UpdateBatchDevice.ID>) in
                try await world.read {
                    try $0.devices(ofBatch: started.batch.id, filter: .none, at: position, limit: 2)
                }
            }
            let first = try await page(.first)
            #expect(first.map(\.deviceUID) == ["dev-001", "dev-002"])
            #expect(first.map(\.session?.sessionID) == [started.sessions[0], started.sessions[1]])
            #expect(try await page(.after(first[1].batchDevice.id)).map(\.deviceUID) == ["dev-003", "dev-004"])
            #expect(try await page(.last).map(\.deviceUID) == ["dev-004", "dev-005"])
            #expect(try await page(.before(first[1].batchDevice.id)).map(\.deviceUID) == ["dev-001"])
            #expect(try await world.read { try $0.live(.init(99), limits: BatchLiveLimits()) } == nil)
        }
    }
}
