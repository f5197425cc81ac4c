import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct PlaceStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a rollout has its places in shards, and its batches take turns at them`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 8, in: 3, batches: [1, 1, 1, 1])
            let places = try #require(try await world.places(of: started))
            #expect(places.maximumInFlight == 8)
            #expect(places.shards.map(\.places) == [3, 3, 2])
            #expect(places.shards.map(\.perMinute) == [nil, nil, nil])
            #expect(places.shards.map(\.waiting) == [1, 2, 1])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a session takes a place of its batch's shard until it ends`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 8, in: 2, batches: [1, 2])
            try await world.write { transaction in
                for session in started.sessions[1] { try transaction.step(session, to: .acknowledged) }
                try transaction.step(started.sessions[0][0], to: .acknowledged)
            }
            #expect(try await world.taken(of: started) == [2, 1])
            try await world.write { transaction in
                for state in [UpdateSessionState.downloading, .flashed] {
                    try transaction.step(started.sessions[1][0], to: state)
                }
            }
            #expect(try await world.taken(of: started) == [2, 1])
            try await world.write { transaction in
                try transaction.step(started.sessions[1][0], to: .completed)
                try transaction.cancelDevices(
                    of: started.batches[0], sessionsIn: UpdateSessionState.cancellable, failureReason: "smoke",
                    reasonKey: .masking("smoke"))
            }
            #expect(try await world.taken(of: started) == [1, 0])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a full shard holds the devices of its batches, and no others`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 2, in: 2, batches: [2, 1])
            try await world.write { try $0.step(started.sessions[0][0], to: .acknowledged) }
            #expect(try await world.hold(started.sessions[0][1]) == .maximumInFlight)
            #expect(try await world.hold(started.sessions[1][0]) == nil)
            let check = try await world.read { try $0.checkContext(uid: "dev-002") }
            #expect(check?.openSession?.hold == .maximumInFlight)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `as many begin in a minute as may, and others in the next`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 9, joinsPerMinute: 1, in: 1, batches: [3])
            let sessions = started.sessions[0]
            try await world.write { try $0.step(sessions[0], to: .acknowledged) }
            #expect(try await world.hold(sessions[1]) == .pace)
            try await world.write { try $0.step(sessions[0], to: .failed, reason: .deviceReported, failure: "x") }
            #expect(try await world.hold(sessions[1]) == .pace)
            world.clock.advance(by: .seconds(60))
            #expect(try await world.hold(sessions[1]) == nil)
            try await world.write { try $0.step(sessions[1], to: .acknowledged) }
            #expect(try await world.hold(sessions[2]) == .pace)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a place that is idle is moved to the shard whose devices wait`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 4, in: 2, batches: [1, 4])
            try await world.write { transaction in
                for session in started.sessions[1].prefix(2) { try transaction.step(session, to: .acknowledged) }
            }
            #expect(try await world.hold(started.sessions[1][2]) == .maximumInFlight)
            #expect(try await world.read { try $0.rolloutsWithFullShards() } == [started.rollout])
            #expect(try await world.write { try $0.rebalancePlaces(of: started.rollout) })
            #expect(try await world.places(of: started)?.shards.map(\.places) == [3, 1])
            #expect(try await world.hold(started.sessions[1][2]) == nil)
            #expect(try await world.hold(started.sessions[0][0]) == nil)
            #expect(try await !world.write { try $0.rebalancePlaces(of: started.rollout) })
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `devices of a paused batch do not wait for places`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 2, in: 2, batches: [1, 2])
            try await world.write { transaction in
                try transaction.step(started.sessions[1][0], to: .acknowledged)
                try transaction.setState(of: started.batches[1], to: .paused, failureReason: nil)
            }
            #expect(try await world.places(of: started)?.shards.map(\.waiting) == [0, 1])
            #expect(try await !world.write { try $0.rebalancePlaces(of: started.rollout) })
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `with fewer places none begins before fewer are in flight, with more at once`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 4, in: 2, batches: [3, 3])
            try await world.write { transaction in
                for session in started.sessions.flatMap({ $0.prefix(2) }) {
                    try transaction.step(session, to: .acknowledged)
                }
                try transaction.setPace(of: started.rollout, maximumInFlight: 3, joinsPerMinute: 5)
                try transaction.step(started.sessions[0][0], to: .failed, reason: .deviceReported, failure: "x")
            }
            #expect(try await world.taken(of: started) == [2, 1])
            for index in 0..<2 { #expect(try await world.hold(started.sessions[index][2]) == .maximumInFlight) }
            try await world.write {
                try $0.setPace(of: started.rollout, maximumInFlight: 5, joinsPerMinute: nil)
            }
            let places = try #require(try await world.places(of: started))
            #expect(places.maximumInFlight == 5)
            #expect(places.joinsPerMinute == nil)
            for index in 0..<2 { #expect(try await world.hold(started.sessions[index][2]) == nil) }
            #expect(try await world.wrongFigures() == [])
        }
    }

    /// As a program of the release before does both, which knows neither places nor shards.
    @Test(arguments: ConformingDatabase.allCases)
    func `what an older program creates and moves has its places`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 2)
            let instant = database == .postgres ? "'2026-11-23 14:00Z'::timestamptz" : "1795442400000"
            try await world.change(
                """
                INSERT INTO rollouts (
                  name, firmware_id, status, max_in_flight, created_by, created_at, updated_at)
                VALUES ('old', \(started.release.id), 'pending', 7, 'ada', \(instant), \(instant))
                """)
            let created = Rollout.ID(started.batch.rolloutID.rawValue + 1)
            #expect(try await world.read { try $0.places(of: created) }?.shards == [PlaceShard(places: 7, taken: 0)])
            for (session, state) in [(0, "acknowledged"), (1, "acknowledged"), (0, "failed")] {
                try await world.change(
                    """
                    UPDATE update_sessions
                    SET update_status = '\(state)', state_since = \(instant), deadline_at = NULL,
                      completed_at = CASE WHEN '\(state)' = 'failed' THEN \(instant) END
                    WHERE session_id = '\(started.sessions[session])'
                    """)
            }
            #expect(try await world.read { try $0.places(of: started.batch.rolloutID) }?.shards.map(\.taken) == [1])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a wrong figure of places is told, and mended with what is free shared out anew`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.sharded(places: 6, in: 2, batches: [2, 2])
            try await world.write { try $0.step(started.sessions[0][0], to: .acknowledged) }
            try await world.change("UPDATE rollout_places SET taken = 5, places = 9 WHERE shard = 1")
            let services = Services(repository: world.repository, logger: .quiet)
            let found = try await services.counters.repair(.rollout(started.rollout), as: .operator("ada"))
            let subject = CounterSubject.rollout(started.rollout)
            #expect(found == [CounterDifference(of: subject, figure: "taken", key: "shard 1", kept: 5, counted: 1)])
            let places = try #require(try await world.places(of: started))
            #expect(places.shards.map(\.taken) == [0, 1])
            #expect(places.shards.reduce(0) { $0 + $1.places } == 6)
            #expect(try await world.wrongFigures() == [])
        }
    }
}

/// A rollout whose batches are under way, each with the sessions of its devices.
private struct ShardedRollout: Sendable {
    let rollout: Rollout.ID
    let batches: [UpdateBatch.ID]
    let sessions: [[SessionID]]
}

extension DatabaseWorld {
    /// - Parameter counts: of the devices of each batch; the first batch is of shard 1, if there are several.
    fileprivate func sharded(
        places: Int, joinsPerMinute: Int? = nil, in shards: Int, batches counts: [Int]
    ) async throws -> ShardedRollout {
        try await write { transaction in
            let organization = try transaction.insertOrganization()
            let release = try transaction.insertRelease()
            var devices = try transaction.insertDevices(counts.reduce(0, +), in: organization.id)[...]
            let rollout = try transaction.insert(
                .example(
                    organization: organization.id, firmware: release.id, maximumInFlight: places,
                    joinsPerMinute: joinsPerMinute, shards: shards))
            var (batches, sessions): ([UpdateBatch.ID], [[SessionID]]) = ([], [])
            for count in counts {
                let batch = try transaction.insertBatch(of: Array(devices.prefix(count)), into: rollout)
                batches.append(batch.id)
                sessions.append(try transaction.startBatch(batch, sessionsFrom: 1 + sessions.joined().count))
                devices = devices.dropFirst(count)
            }
            return ShardedRollout(rollout: rollout, batches: batches, sessions: sessions)
        }
    }

    fileprivate func places(of started: ShardedRollout) async throws -> RolloutPlaces? {
        try await read { try $0.places(of: started.rollout) }
    }

    fileprivate func taken(of started: ShardedRollout) async throws -> [Int]? {
        try await places(of: started)?.shards.map(\.taken)
    }

    fileprivate func hold(_ session: SessionID) async throws -> HoldReason? {
        try await read { try $0.sessionContext(session)?.hold }
    }
}
