import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct WorkerLifeTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a worker that did not stop in order makes one event, and stays for seven days`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            try await world.write { try $0.recordHeartbeat(of: "db-1:7", kind: .dashboard) }
            let (retention, heard) = (fleet.retention, world.clock.now)
            try await fleet.work(for: .seconds(300), running: retention)
            #expect(try await fleet.events() == [])
            try await fleet.work(for: .seconds(60), running: retention)
            let told = try await fleet.events()
            #expect(told.map(\.kind) == [.workerLost])
            #expect(told.first?.detail == "dashboard db-1:7, last heard of at \(heard)")
            let home = try await fleet.updates.home(as: fleet.ada, endedLimit: 1)
            #expect(home.service.lostWorkers.map(\.name) == ["db-1:7"] && home.service.workerAlive)
            let figures = try await fleet.updates.figures(as: fleet.ada)
            #expect(figures.workers.map(\.isLost) == [false, true])
            try await fleet.work(for: .seconds(120), running: retention)
            #expect(try await fleet.events().count == 1)
            try await fleet.jump(to: heard + .days(7), running: retention)
            #expect(try await world.read { try $0.workers(limit: 9).map(\.name) } == ["worker-1", "db-1:7"])
            try await fleet.jump(to: heard + .days(7) + .seconds(60), running: retention)
            #expect(try await world.read { try $0.workers(limit: 9).map(\.name) } == ["worker-1"])
            #expect(try await fleet.events().count == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a worker that stopped in order is neither there nor told, and goes`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            try await world.write { try $0.recordHeartbeat(of: "a", kind: .serve) }
            for _ in 0..<2 { try await world.write { try $0.recordStop(of: "a") } }
            #expect(try await world.read { try $0.workers(limit: 9) } == [])
            #expect(try await world.read { try $0.pulse().latestHeartbeat } == nil)
            let longAgo = world.clock.now - .days(7)
            #expect(try await world.read { try $0.hasRemovableWorkers(silentSince: longAgo) })
            try await fleet.work(for: .seconds(360), running: fleet.retention)
            #expect(try await !world.read { try $0.hasRemovableWorkers(silentSince: longAgo) })
            #expect(try await fleet.events() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a worker that comes back is there, and is news again when it is lost again`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            let retention = fleet.retention
            for count in 1...2 {
                try await world.write { try $0.recordHeartbeat(of: "a", kind: .serve) }
                try await world.write { try $0.recordStop(of: "a") }
                try await world.write { try $0.recordHeartbeat(of: "a", kind: .serve) }
                #expect(try await world.read { try $0.workers(limit: 9).contains { $0.name == "a" && !$0.isLost } })
                try await fleet.work(for: .seconds(360), running: retention)
                #expect(try await fleet.eventKinds() == Array(repeating: .workerLost, count: count))
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `no worker counts as lost because the database was away`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            let retention = fleet.retention
            try await fleet.work(for: .seconds(60), running: retention)
            try await world.write { try $0.recordHeartbeat(of: "a", kind: .serve) }
            // The database was away.
            world.clock.advance(by: .seconds(3_600))
            try await fleet.work(for: .seconds(30), running: retention)
            try await world.write { try $0.recordHeartbeat(of: "a", kind: .serve) }
            #expect(try await fleet.events() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what programs of the release before write and remove is understood`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            let retention = fleet.retention
            let heartbeat = { (name: String, instant: Timestamp) in
                let value =
                    database == .postgres ? "to_timestamp(\(instant.milliseconds) / 1000.0)" : "\(instant.milliseconds)"
                try await world.change(
                    """
                    INSERT INTO workers (name, last_heartbeat) VALUES ('\(name)', \(value))
                    ON CONFLICT (name) DO UPDATE SET last_heartbeat = excluded.last_heartbeat
                    """)
            }
            // Dead for long: there is no end of those in a fleet that was never cleaned up.
            try await heartbeat("long dead", world.clock.now - .days(30))
            try await heartbeat("old", world.clock.now)
            try await fleet.work(for: .seconds(360), running: retention)
            #expect(try await fleet.events().map(\.detail.count) == ["old, last heard of at ".count + 24])
            #expect(try await world.read { try $0.workers(limit: 9).map(\.kind) } == [.serve, nil])
            try await world.write { try $0.recordStop(of: "old") }
            world.clock.advance(by: .seconds(1))
            try await heartbeat("old", world.clock.now)
            #expect(try await world.read { try $0.workers(limit: 1) }.map(\.isLost) == [false])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a worker that was heard of by a clock that was ahead comes back by itself`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            try await world.write { try $0.recordHeartbeat(of: "worker-1", kind: .serve) }
            world.clock.advance(by: .days(-40))
            try await world.write { try $0.removeWorkers(silentSince: world.clock.now - .days(7)) }
            _ = try await WorkerHeartbeat(services: fleet.services, worker: "worker-1").step()
            #expect(try await world.read { try $0.workers(limit: 9).map(\.lastHeartbeat) } == [world.clock.now])
        }
    }
}

extension StockedFleet {
    /// As another worker does: a heartbeat every half minute, and each time a step of the retention.
    fileprivate func work(for duration: Duration, running retention: RetentionLoop) async throws {
        let heartbeat = WorkerHeartbeat(services: services, worker: "worker-1")
        let end = clock.now + duration
        while true {
            _ = try await heartbeat.step()
            _ = try await retention.step()
            guard clock.now < end else { return }
            clock.advance(by: .seconds(30))
        }
    }

    /// As if it had worked all the time.
    fileprivate func jump(to instant: Timestamp, running retention: RetentionLoop) async throws {
        let last = instant - .days(1)
        while clock.now < instant {
            clock.advance(by: clock.now < last ? .days(1) : instant - clock.now)
            try await services.repository.write { transaction in
                try transaction.recordHeartbeat(of: "worker-1", kind: .serve)
                try transaction.setServicePresence(ServicePresence(seenAt: transaction.now, since: nil))
            }
            _ = try await retention.step()
        }
    }
}
