import Dispatch
import Logging
import SlipwayCore
import SlipwayServices
import Synchronization
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `many who register at once stay within the limit, and use it up`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let acme = try await world.write { try $0.insertOrganization(deviceLimit: 25) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        let entries = (0..<5).map { NewDevice.example(uid: "\(client)-\($0)", in: acme.id) }
                        try await world.write { try $0.register(entries) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await world.read { try $0.organization(acme.id)?.deviceCount } == 25)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `of those who move a session at once, one does`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let context = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) })
            let move = SessionMove(
                session: context.session.id, device: context.device.id, from: .initiated, to: .acknowledged,
                deadlineAt: nil, isReport: true)
            let moved = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 { group.addTask { try await world.write { try $0.move(move) } } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(moved == 1)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a gate trips once, with the bad device that reaches its limit, however many become bad at once`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 48, in: world.repository, clock: world.clock)
            // Several batches, so that it is not the row of one that keeps them apart.
            let batches = try await world.write { transaction in
                let gate = GateRule(maximumBad: 20, maximumBadShare: 0.02, minimumJudged: 48)
                let rollout = try transaction.insert(
                    .example(organization: fleet.acme.id, firmware: fleet.release.id, gate: gate))
                return try (0..<4).map { number in
                    try transaction.insertBatch(
                        of: Array(fleet.devices[(12 * number)..<(12 * number + 12)]), into: rollout)
                }
            }
            for _ in batches { _ = try await fleet.processor.step() }
            let sessions = try await world.read { reader in
                try reader.sessionsDue(beyond: reader.now, limit: 99).sorted { $0.id < $1.id }.map(\.sessionID)
            }
            #expect(sessions.count == 48)
            for (index, session) in sessions.enumerated() {
                try await fleet.take(session, of: index, to: .acknowledged)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for index in stride(from: writer, to: sessions.count, by: 16) {
                            _ = try await fleet.updates.fail(
                                sessions[index], reason: "no space", as: fleet.device(index))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let trips = try await fleet.events().filter { $0.kind == .gateTripped }
            #expect(trips.map(\.detail) == ["20 bad, 100% of 20 judged; stops at 20 bad and 2% of at least 48"])
            let rollout = try await fleet.services.rollouts.rollout(batches[0].rolloutID, as: fleet.ada)
            #expect(rollout.counters.bad == 48)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `no more devices than a rollout allows are in flight, however many ask at once`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            let (batch, sessions) = try await fleet.startBatch(of: 12, maximumInFlight: 4)
            await withTaskGroup(of: Void.self) { group in
                for (index, session) in sessions.enumerated() {
                    group.addTask {
                        _ = try? await fleet.updates.acknowledge(session, as: fleet.device(index))
                    }
                }
            }
            #expect(try await fleet.batch(batch).counters.acknowledged == 4)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `no more are in flight than may be over several batches, whatever joins, leaves, changes and moves at once`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 48, in: world.repository, clock: world.clock)
            let (rollout, _, sessions) = try await fleet.startRollout(
                of: [16, 16, 16], maximumInFlight: 6, shards: 3)
            let inFlight = { @Sendable in
                try await world.read { try $0.places(of: rollout)?.shards.reduce(0) { $0 + $1.taken } } ?? 0
            }
            let areAllDone = Atomic(false)
            async let mover: Void = {
                while !areAllDone.load(ordering: .relaxed) {
                    for maximum in [4, 6] {
                        try await world.write {
                            try $0.setPace(of: rollout, maximumInFlight: maximum, joinsPerMinute: nil)
                        }
                        for _ in 0..<5 { try await world.write { try $0.rebalancePlaces(of: rollout) } }
                    }
                }
            }()
            let joins = try await withThrowingTaskGroup(of: [Int].self) { group in
                for device in 0..<16 {
                    group.addTask {
                        var seen: [Int] = []
                        // One in each of two batches; the third one is left for later.
                        for index in [device, device + 16] {
                            try await until(every: .milliseconds(1)) {
                                try await fleet.joins(sessions[index], of: index)
                            }
                            seen.append(try await inFlight())
                            _ = try await fleet.updates.fail(sessions[index], reason: "x", as: fleet.device(index))
                        }
                        return seen
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            areAllDone.store(true, ordering: .relaxed)
            try await mover
            #expect(joins.count == 32)
            #expect(joins.allSatisfy { (1...6).contains($0) }, "\(joins)")

            try await world.write { try $0.setPace(of: rollout, maximumInFlight: 5, joinsPerMinute: nil) }
            let late = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 32..<48 { group.addTask { try await fleet.joins(sessions[index], of: index) } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(late == 5)
            #expect(try await inFlight() == 5)
            #expect(try await world.wrongFigures() == [])
        }
    }

    /// What an older program writes of a session is what this one writes of it.
    @Test(arguments: ConformingDatabase.allCases)
    func `places stay true while older programs move sessions at the same time`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 16, in: world.repository, clock: world.clock)
            let (rollout, _, sessions) = try await fleet.startRollout(of: [6, 5, 5], shards: 2)
            let instant = database == .postgres ? "now()" : "\(world.clock.now.milliseconds)"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in sessions.indices {
                    group.addTask {
                        if index.isMultiple(of: 2) {
                            #expect(try await fleet.joins(sessions[index], of: index))
                        } else {
                            try await world.change(
                                """
                                UPDATE update_sessions
                                SET update_status = 'acknowledged', state_since = \(instant)
                                WHERE session_id = '\(sessions[index])' AND update_status = 'initiated'
                                """)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await world.read { try $0.places(of: rollout) }?.shards.map(\.taken) == [5, 11])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: [ConformingDatabase.file, .postgres])
    func `a read goes on with what it saw first`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (seen, written) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            async let counts = world.read { reader in
                let before = try reader.organizations(named: ["acme"]).count
                seen.signal()
                written.wait()
                return [before, try reader.organizations(named: ["acme"]).count]
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    seen.wait()
                    continuation.resume()
                }
            }
            try await world.write { try $0.insertOrganization() }
            written.signal()
            #expect(try await counts == [0, 0])
        }
    }
}

extension StockedFleet {
    /// Whether the device gets a place.
    fileprivate func joins(_ session: SessionID, of device: Int) async throws -> Bool {
        do {
            _ = try await updates.acknowledge(session, as: self.device(device))
            return true
        } catch SlipwayError.held(.maximumInFlight) {
            return false
        }
    }
}
