import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What was stored while the clock was ahead holds nothing up once it is right again.
@Suite struct WrongClockTests {
    private static let jump = Duration.seconds(40 * 86_400)

    @Test(arguments: ConformingDatabase.kinds)
    func `a clock that is ahead for a while takes no telemetry away`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let device = fleet.devices[0].id
            let (retention, heartbeat) = (
                RetentionLoop(services: fleet.services, worker: "worker-1"),
                WorkerHeartbeat(services: fleet.services, worker: "worker-1")
            )
            try await world.write { try $0.insert([.example(1, of: device)]) }
            for _ in 0..<3 {
                _ = try await heartbeat.step()
                _ = try await retention.step()
                world.clock.advance(by: .seconds(30))
            }
            world.clock.advance(by: Self.jump)
            for _ in 0..<10 {
                _ = try await heartbeat.step()
                _ = try await retention.step()
                world.clock.advance(by: .seconds(30))
            }
            world.clock.advance(by: .zero - Self.jump)
            for _ in 0..<130 {
                _ = try await heartbeat.step()
                _ = try await retention.step()
                world.clock.advance(by: .seconds(30))
            }
            #expect(try await world.read { try $0.telemetry(ofDevice: device, after: nil, limit: 9).count } == 1)
            #expect(try await world.read { try $0.retentionHorizon().map { $0 <= world.clock.now } } == true)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch that was created while the clock was an hour ahead starts now`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let batch = try await fleet.createBatch()
            world.clock.advance(by: .seconds(-3_600))
            let processor = fleet.processor
            #expect(try await processor.step())
            #expect(try await processor.step())
            #expect(try await fleet.batch(batch.id).status == .inProgress)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a deadline that was set while the clock was ahead is set anew`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .flashed)
            world.clock.advance(by: .zero - Self.jump)
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).deadlineAt == world.clock.now + .seconds(3_600))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a device that reported while the clock was ahead is believed again`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .completed)
            let report = { (version: String) in
                _ = try await fleet.updates.check(uid: "dev-001", reportedVersion: version, as: fleet.device(0))
                try await fleet.services.reports.flush()
            }
            try await report("1.0.0")
            #expect(try await fleet.eventKinds().last == .deviceFellBack)
            world.clock.advance(by: .zero - Self.jump)
            try await report("2.0.0")
            let device = try await fleet.device(at: 0)
            #expect(device.reportedVersion == "2.0.0" && device.firmwareVersion == "2.0.0")
            #expect(device.reportedAt == world.clock.now && device.lastHeartbeat == world.clock.now)
            #expect(try await fleet.eventKinds().last == .deviceVerified)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a heartbeat that was stored while the clock was ahead keeps no worker alive, and is replaced`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let services = Services(repository: world.repository, logger: .quiet)
            try await world.write { try $0.recordHeartbeat(of: "worker-1", kind: .serve) }
            _ = try await WorkerHeartbeat(services: services, worker: "worker-2").step()
            world.clock.advance(by: .zero - Self.jump)
            #expect(try await world.read { try $0.pulse().hasWorker(at: $0.now) } == false)
            _ = try await WorkerHeartbeat(services: services, worker: "worker-2").step()
            #expect(try await world.read { try $0.workers(limit: 9).map(\.lastHeartbeat) == [$0.now, $0.now] })
            #expect(services.clock.jumps.count == 1)
        }
    }
}
