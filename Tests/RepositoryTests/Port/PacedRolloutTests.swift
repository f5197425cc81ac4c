import SlipwayCore
import SlipwayServices
import Synchronization
import TestSupport
import Testing

/// Rollouts of which so many devices begin in a minute, on every database.
@Suite struct PacedRolloutTests {
    private static let growing = JoinPace(perMinute: 1, growth: .init(factor: 2, verified: 2, limit: 3))

    @Test(arguments: ConformingDatabase.kinds)
    func `more devices begin in a minute the more are verified, up to the limit`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            let id = try await fleet.create(Self.growing)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).joinsPerMinute == 1)
            for (verified, rate) in [(1, 1), (2, 2), (3, 2), (4, 3), (8, 3)] {
                try await fleet.verify(upTo: verified, of: id)
                try await fleet.conduct()
                let rollout = try await fleet.rollout(id)
                #expect(rollout.counters.verified == verified)
                #expect(rollout.joinsPerMinute == rate)
                #expect(try await world.joins(of: id) == [rate, rate])
            }
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `as many begin in a minute as may, and no more`(database: ConformingDatabase) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            let id = try await fleet.create(JoinPace(perMinute: 3))
            try await fleet.conduct()
            for minute in 1...4 {
                var begun = 0
                for _ in 1...3 {
                    begun += try await fleet.beginAll(of: id)
                    // What is idle in other shards comes to the one of the batch.
                    _ = try await fleet.processor.step()
                }
                #expect(begun == 3, "in minute \(minute)")
                #expect(try await fleet.rollout(id).counters.inFlight == 3 * minute)
                world.clock.advance(by: .seconds(60))
            }
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `it follows from what is verified, so that nothing is lost where no worker was there`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            let id = try await fleet.create(Self.growing)
            try await fleet.conduct()
            try await fleet.verify(upTo: 5, of: id)
            // Several come back at once: each computes the same.
            let conductors = (1...4).map { RolloutConductor(services: fleet.services, worker: "worker-\($0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for conductor in conductors { group.addTask { while try await conductor.step() {} } }
                try await group.waitForAll()
            }
            #expect(try await fleet.rollout(id).joinsPerMinute == 3)
            #expect(try await world.joins(of: id) == [3, 3])
            // A figure that is mended counts at once.
            try await world.change("UPDATE rollouts SET per_minute = 9")
            try await fleet.conduct()
            #expect(try await world.joins(of: id) == [3, 3])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `of one that runs it changes, and counts what is verified already`(database: ConformingDatabase) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            let id = try await fleet.createPlan(waves: [4])
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).joinsPerMinute == nil)
            try await fleet.completeAll(of: id)
            let rollouts = fleet.services.rollouts
            let edited = try await rollouts.edit(id, RolloutEdit(pace: Self.growing), as: fleet.ada)
            #expect(edited.joinsPerMinute == 3 && edited.approval.revision == 2)
            #expect(try await world.joins(of: id) == [3, 3])
            #expect(try await fleet.events().last?.detail == "pace: none to \(Self.growing.text)")
            // Programs that do not know of it take the rollout on no longer.
            #expect(try await world.read { try $0.plan(of: id)?.plan.version } == RolloutPlan.version)

            let slower = try await rollouts.edit(id, RolloutEdit(pace: JoinPace(perMinute: 2)), as: fleet.ada)
            #expect(slower.joinsPerMinute == 2 && slower.approval.revision == 3)
            let same = try await rollouts.edit(id, RolloutEdit(pace: JoinPace(perMinute: 2)), as: fleet.ada)
            #expect(same.approval.revision == 3)
            let wide = try await rollouts.edit(id, RolloutEdit(maximumInFlight: 7), as: fleet.ada)
            #expect(wide.joinsPerMinute == 2 && wide.maximumInFlight == 7)
            #expect(try await rollouts.view(of: id, as: fleet.ada).plan?.pace == JoinPace(perMinute: 2))

            let faulty = RolloutEdit(
                maximumInFlight: 0, pace: JoinPace(perMinute: 9, growth: .init(factor: 1, verified: 0, limit: 9)))
            await #expect {
                try await rollouts.edit(id, faulty, as: fleet.ada)
            } throws: {
                guard case .invalidRequest(let faults)? = $0 as? SlipwayError else { return false }
                return faults.map(\.field) == ["max_in_flight", "pace.factor", "pace.verified"]
            }
            #expect(try await world.joins(of: id) == [2, 2])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a draft is edited, a template holds it, and a dry run takes the time into account`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 12, in: database) { fleet, _ in
            let rollouts = fleet.services.rollouts
            let draft = try await fleet.createPlan(submits: false)
            let edited = try await rollouts.edit(draft, RolloutEdit(pace: JoinPace(perMinute: 4)), as: fleet.ada)
            #expect(edited.joinsPerMinute == 4 && edited.status == .draft)
            await #expect(throws: SlipwayError.self) {
                try await rollouts.edit(draft, RolloutEdit(pace: JoinPace(perMinute: 0)), as: fleet.ada)
            }
            let plan = try #require(try await rollouts.view(of: draft, as: fleet.ada).plan)
            let saved = try await fleet.services.templates.save(
                TemplateRequest(name: "slow", organization: nil, plan: plan, maximumInFlight: nil), as: fleet.ada)
            var request = try saved.request(name: "spring", firmware: .id(fleet.release.id), target: nil)
            #expect(request.pace == JoinPace(perMinute: 4))
            request.waves = [WavePlan(size: .count(10)), WavePlan(size: .share(1))]
            // Nine of the first ten have to be verified, four begin in a minute.
            #expect(try await rollouts.plan(request, as: fleet.ada).shortestDuration == .seconds(1_800 + 120))
            request.pace = nil
            #expect(try await rollouts.plan(request, as: fleet.ada).shortestDuration == .seconds(1_800))
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `no more begin in a minute than may, however many ask at once while it grows`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 48, in: world.repository, clock: world.clock)
            let (rollout, _, sessions) = try await fleet.startRollout(
                of: [16, 16, 16], maximumInFlight: 48, joinsPerMinute: 5, shards: 3)
            let joined = { @Sendable in
                try await world.read { try $0.places(of: rollout)?.shards.reduce(0) { $0 + $1.joined } } ?? 0
            }
            let course = Course()
            async let mover: Void = {
                defer { course.isOver.store(true, ordering: .sequentiallyConsistent) }
                for rate in [5, 7, 9, 12] {
                    course.mostAllowed.store(rate, ordering: .sequentiallyConsistent)
                    try await world.write {
                        try $0.setPace(of: rollout, maximumInFlight: 48, joinsPerMinute: rate)
                    }
                    try await until(every: .milliseconds(1)) {
                        try await world.write { try $0.rebalancePlaces(of: rollout) }
                        return try await joined() >= rate
                    }
                    // Some ask in vain meanwhile.
                    for _ in 0..<5 { try await world.write { try $0.rebalancePlaces(of: rollout) } }
                }
            }()
            let excesses = try await withThrowingTaskGroup(of: Int.self) { group in
                for device in 0..<16 {
                    group.addTask {
                        var excesses = 0
                        while !course.isOver.load(ordering: .sequentiallyConsistent) {
                            for index in [device, device + 16, device + 32] {
                                _ = try await fleet.begins(sessions[index], of: index)
                            }
                            let seen = try await joined()
                            if seen > course.mostAllowed.load(ordering: .sequentiallyConsistent) { excesses += 1 }
                        }
                        return excesses
                    }
                }
                return try await group.reduce(0, +)
            }
            try await mover
            #expect(excesses == 0)
            #expect(try await joined() == 12)
            #expect(try await fleet.rollout(rollout).counters.inFlight == 12)
            #expect(try await world.wrongFigures() == [])
        }
    }

    private func withFleet(
        of count: Int, in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(try await makeFleet(of: count, in: world.repository, clock: world.clock), world)
        }
    }
}

/// What several tasks know of one test.
private final class Course: Sendable {
    let isOver = Atomic(false)
    let mostAllowed = Atomic(5)
}

extension DatabaseWorld {
    /// Of all places together, and of the rollout.
    fileprivate func joins(of rollout: Rollout.ID) async throws -> [Int] {
        let places = try await read { try $0.places(of: rollout) }
        return [places?.shards.reduce(0) { $0 + ($1.perMinute ?? 0) }, places?.joinsPerMinute].compactMap(\.self)
    }
}

extension StockedFleet {
    /// Over all devices of the organization, in one wave.
    fileprivate func create(_ pace: JoinPace) async throws -> Rollout.ID {
        let request = RolloutRequest(
            name: "spring", firmware: .id(release.id), target: .organization("acme"),
            waves: [WavePlan(size: .share(1))], pace: pace, maximumInFlight: 100)
        return try await services.rollouts.create(request, as: ada).rollout.id
    }

    /// Whether the device may begin.
    fileprivate func begins(_ session: SessionID, of device: Int) async throws -> Bool {
        do {
            _ = try await updates.acknowledge(session, as: self.device(device))
            return true
        } catch SlipwayError.held(.pace) {
            return false
        }
    }

    /// - Returns: how many of those that are offered the release may begin.
    fileprivate func beginAll(of rollout: Rollout.ID) async throws -> Int {
        var begun = 0
        for batch in try await batches(of: rollout) {
            for row in try await rows(batch) {
                guard let session = row.session, session.updateStatus == .initiated,
                    let index = devices.firstIndex(where: { $0.deviceUID == row.deviceUID })
                else { continue }
                if try await begins(session.sessionID, of: index) { begun += 1 }
            }
        }
        return begun
    }

    /// Devices take the release one after the other, a minute for each, until so many are verified.
    fileprivate func verify(upTo count: Int, of rollout: Rollout.ID) async throws {
        for batch in try await batches(of: rollout) {
            for row in try await rows(batch) where row.batchDevice.status == .initiated {
                guard try await self.rollout(rollout).counters.verified < count else { return }
                guard let session = row.session,
                    let index = devices.firstIndex(where: { $0.deviceUID == row.deviceUID })
                else { continue }
                clock.advance(by: .seconds(60))
                try await take(session.sessionID, of: index, to: .completed)
                clock.advance(by: .seconds(1))
                _ = try await updates.check(
                    uid: row.deviceUID, reportedVersion: release.version, as: device(index))
                try await services.reports.flush()
            }
        }
    }
}
