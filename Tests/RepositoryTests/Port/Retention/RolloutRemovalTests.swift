import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RolloutRemovalTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `an ended rollout goes with all that belongs to it, and the figures of all others stay right`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 4, in: world.repository, clock: world.clock)
            let (id, batches, sessions) = try await fleet.startRollout(of: [2, 1])
            try await fleet.take(sessions[0], of: 0, to: .completed)
            _ = try await fleet.updates.fail(sessions[1], reason: "no space", as: fleet.device(1))
            try await fleet.take(sessions[2], of: 2, to: .completed)
            let organization = try await world.read { try $0.organization(fleet.acme.id) }
            let devices = try await world.read { try $0.everyDevice() }
            try await world.keepAll(days: 30)
            world.clock.advance(by: .days(30) + .milliseconds(1))
            let open = try await fleet.startRollout(of: [1])
            while try await fleet.retention.step() {}
            #expect(try await !fleet.exists(id))
            for batch in batches { #expect(await code { try await fleet.batch(batch) } == "BATCH_002") }
            for session in sessions { #expect(try await world.read { try $0.sessionContext(session) == nil }) }
            #expect(try await world.wrongFigures() == [])
            #expect(try await fleet.rollout(open.id).counters.initiated == 1)
            #expect(try await world.read { try $0.organization(fleet.acme.id) } == organization)
            #expect(try await world.read { try $0.everyDevice() } == devices)
            #expect(try await world.read { try $0.notedDifferences(limit: 9) } == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout stays until its time is over, and as long as there is an event of it`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            try await world.keepAll(days: 30)
            let id = try await fleet.cancelledRollout(batches: 1)
            let retention = fleet.retention
            world.clock.advance(by: .days(30))
            _ = try await retention.step()
            #expect(try await fleet.exists(id))
            try await world.write { try $0.append([.example(on: EventSubject(rolloutID: id))]) }
            for _ in 0..<29 {
                world.clock.advance(by: .days(1))
                _ = try await retention.step()
            }
            #expect(try await fleet.exists(id))
            world.clock.advance(by: .days(1) + .milliseconds(1))
            for _ in 0..<2 { _ = try await retention.step() }
            #expect(try await !fleet.exists(id))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the removal goes at most a day beyond where it was, however far the clock jumps`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            try await world.keepAll(days: 7)
            try await world.append("a")
            let id = try await fleet.cancelledRollout(batches: 1)
            let retention = fleet.retention
            _ = try await retention.step()
            world.clock.advance(by: .days(40))
            for _ in 0..<7 { _ = try await retention.step() }
            #expect(try await fleet.exists(id))
            #expect(try await world.eventDetails == ["a"])
            for _ in 0..<2 { _ = try await retention.step() }
            #expect(try await !fleet.exists(id))
            #expect(try await world.eventDetails == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a removal that was killed goes on elsewhere, and what is left in between has right figures`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 25, in: world.repository, clock: world.clock)
            try await world.keepAll(days: 7)
            let id = try await fleet.cancelledRollout(batches: 25)
            world.clock.advance(by: .days(8))
            #expect(try await fleet.retention.step())
            #expect(try await fleet.batchCount(of: id) == 5)
            #expect(try await fleet.rollout(id).counters.total == 5)
            #expect(try await world.wrongFigures() == [])
            let elsewhere = fleet.retention
            while try await elsewhere.step() {}
            #expect(try await !fleet.exists(id))
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `two that remove the same rollout at once take nothing twice`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            let id = try await fleet.cancelledRollout(batches: 12)
            world.clock.advance(by: .days(8))
            let end = world.clock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        while try await world.write({ try $0.removeBatch(ofRolloutEndedBefore: end, id) })
                            == .batchRemoved
                        {}
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await !fleet.exists(id))
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a request key goes with its rollout, and what retries one of its batches stays`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            var request = BatchRequest(
                name: "spring", firmware: .id(fleet.release.id),
                target: .devices(ids: [fleet.devices[0].id], uids: []))
            request.requestID = "spring-1"
            let first = try await fleet.updates.createBatch(request, as: fleet.ada).batch
            _ = try await fleet.processor.step()
            let session = try #require(try await fleet.rows(first.id).first?.session?.sessionID)
            _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(0))
            try await world.keepAll(days: 7)
            let retry = try await fleet.updates.retryBatch(first.id, as: fleet.ada).batch
            world.clock.advance(by: .days(8))
            while try await fleet.retention.step() {}
            #expect(await code { try await fleet.batch(first.id) } == "BATCH_002")
            #expect(try await fleet.batch(retry.id).status == .pending)
            let again = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(again.batch.id != first.id)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch with an open session stays`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let started = try await fleet.startRollout(of: [1])
            try await fleet.setState(of: started.batches[0], to: .failed)
            try await world.change("DELETE FROM events")
            world.clock.advance(by: .days(8))
            let end = world.clock.now
            #expect(try await world.write { try $0.removeBatch(ofRolloutEndedBefore: end, started.id) } == .kept)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the update of a single device goes after its events, and no session of a batch does without it`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 2, in: world.repository, clock: world.clock)
            try await world.keepAll(days: 7)
            let session = try await fleet.updates.startUpdate(
                of: fleet.devices[0].deviceUID, to: fleet.release.id, as: fleet.ada
            ).session.sessionID
            try await fleet.take(session, of: 0, to: .completed)
            world.clock.advance(by: .days(7))
            let retention = fleet.retention
            _ = try await retention.step()
            #expect(try await world.read { try $0.sessionContext(session) != nil })
            world.clock.advance(by: .days(1))
            let (_, _, others) = try await fleet.startRollout(of: [2])
            _ = try await retention.step()
            #expect(try await world.read { try $0.sessionContext(session) == nil })
            #expect(try await world.read { try $0.sessionContext(others[0]) != nil })
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout whose figures are wrong keeps no other, and goes once they are mended`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 2, in: world.repository, clock: world.clock)
            try await world.keepAll(days: 7)
            let drifted = try await fleet.cancelledRollout(batches: 1)
            let sound = try await fleet.cancelledRollout(batches: 1)
            let figures = world.repository is SQLiteRepository ? "rollouts" : "rollout_counters"
            let key = world.repository is SQLiteRepository ? "id" : "rollout_id"
            try await world.change(
                "UPDATE \(figures) SET n_total = 0, n_pending = 0 WHERE \(key) = \(drifted)")
            world.clock.advance(by: .days(8))
            let retention = fleet.retention
            _ = try await retention.step()
            #expect(try await fleet.exists(drifted))
            #expect(try await !fleet.exists(sound))
            #expect(fleet.services.loops.loops.map(\.loop.failures) == [1])
            _ = try await fleet.services.counters.repair(.rollout(drifted), as: fleet.ada)
            try await world.change("DELETE FROM events")
            for _ in 0..<8 { _ = try await retention.step() }
            #expect(try await !fleet.exists(drifted))
        }
    }
}
