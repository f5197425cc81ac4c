import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// The way back that is prepared when a gate stops a rollout, on every database.
@Suite struct PreparedRollbackTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `it is prepared once for a trip, by whichever server, and creates nothing`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            let (id, _) = try await fleet.tripInSecondWave(preparesRollback: true)
            #expect(try await fleet.rollout(id).isRollbackDue)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    let conductor = RolloutConductor(services: fleet.services, worker: "worker-\(number)")
                    group.addTask { while try await conductor.step() {} }
                }
                try await group.waitForAll()
            }
            try await fleet.conduct()
            let prepared = try #require(try await fleet.rollout(id).preparedRollback)
            let planned = try await fleet.services.rollouts.rollBack(id, reason: nil, as: fleet.ada)
            #expect(prepared.faults == [])
            #expect(
                prepared.groups
                    == planned.groups.map {
                        PreparedRollback.Group(version: $0.release.version, devices: $0.devices, underWay: $0.underWay)
                    })
            #expect(prepared.unknown == planned.unknown.reduce(0) { $0 + $1.devices })
            #expect(try await fleet.rollbacks(of: id).isEmpty)
            let events = try await fleet.events().filter { $0.kind == .rollbackPrepared }
            #expect(events.map(\.detail) == [prepared.text])
            #expect(events.first?.actorName.hasPrefix("worker-") == true)
            #expect(try await fleet.rollout(id).status == .paused)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `starting it is rolling back, with the devices of that moment`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            let (id, flashed) = try await fleet.tripInSecondWave(preparesRollback: true)
            try await fleet.conduct()
            let before = try #require(try await fleet.rollout(id).preparedRollback).groups
            #expect(before.reduce(0) { $0 + $1.underWay } == 1)
            _ = try await fleet.updates.complete(
                flashed.session, checksum: fleet.release.checksum, as: fleet.device(flashed.index))
            try await fleet.report("2.0.0", from: flashed.index)

            let started = try await fleet.services.rollouts.rollBack(id, reason: "bad", as: fleet.ada)
            #expect(started.groups.reduce(0) { $0 + $1.underWay } == 0)
            #expect(started.groups.reduce(0) { $0 + $1.devices } == before.reduce(1) { $0 + $1.devices })
            #expect(try await fleet.rollout(id).preparedRollback == nil)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).preparedRollback == nil)
            #expect(try await fleet.events().count { $0.kind == .rollbackPrepared } == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that was rolled back by hand before is not prepared any more`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            let (id, _) = try await fleet.tripInSecondWave(preparesRollback: true)
            _ = try await fleet.services.rollouts.rollBack(id, reason: "bad", as: fleet.ada)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).preparedRollback == nil)
            #expect(try await !fleet.eventKinds().contains(.rollbackPrepared))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `going on discards it, and the next trip prepares another one`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            let (id, flashed) = try await fleet.tripInSecondWave(preparesRollback: true)
            try await fleet.conduct()
            _ = try await fleet.services.rollouts.resume(id, acceptsBad: true, reason: "a bad rack", as: fleet.ada)
            let resumed = try await fleet.rollout(id)
            #expect(resumed.preparedRollback == nil && resumed.rollbackDraft == RollbackDraft(isWanted: true))
            // A pause by a person is none by a gate.
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).preparedRollback == nil)
            _ = try await fleet.services.rollouts.resume(id, as: fleet.ada)
            _ = try await fleet.updates.fail(flashed.session, reason: "no space", as: fleet.device(flashed.index))
            try await fleet.failOpen(of: id)
            #expect(try await fleet.rollout(id).isRollbackDue)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).preparedRollback != nil)
            #expect(try await fleet.events().count { $0.kind == .rollbackPrepared } == 2)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what keeps it from being started is found out with it`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            let (id, _) = try await fleet.tripInSecondWave(preparesRollback: true)
            _ = try await fleet.services.firmware.promote("1.0.0", to: .deprecated, by: fleet.ada)
            try await fleet.conduct()
            let prepared = try #require(try await fleet.rollout(id).preparedRollback)
            #expect(prepared.faults == ["1.0.0: is deprecated, not approved"])
            let event = try await fleet.events().last { $0.kind == .rollbackPrepared }
            #expect(event?.detail == "cannot be started: 1.0.0: is deprecated, not approved")
            let faults = try await fleet.faults { try await $0.rollBack(id, reason: "x", as: fleet.ada) }
            #expect(faults == prepared.faults)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `nothing is prepared where a plan does not ask for it`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            let (id, _) = try await fleet.tripInSecondWave()
            let before = try await fleet.events().count
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).rollbackDraft == RollbackDraft())
            #expect(try await fleet.events().count == before)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a draft that is edited so has it prepared, and one that runs stays as it is`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            let rollouts = fleet.services.rollouts
            let id = try await fleet.createPlan(submits: false)
            _ = try await rollouts.edit(id, RolloutEdit(preparesRollback: true), as: fleet.ada)
            #expect(try await fleet.rollout(id).rollbackDraft.isWanted)
            #expect(
                try await fleet.events().last { $0.kind == .rolloutEdited }?.detail == "rollback: none to prepare")
            _ = try await rollouts.submit(id, as: fleet.ada)
            try await fleet.conduct()
            let edit = RolloutEdit(preparesRollback: false)
            #expect(await fleet.code { try await rollouts.edit(id, edit, as: fleet.ada) } == "REQUEST_001")
        }
    }

    /// Of twelve devices each seven ran 1.0.0, and the others a version that names no release.
    private func withFleet(
        in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 60, in: world.repository, clock: world.clock)
            try await world.write { transaction in
                try transaction.insertRelease(
                    version: "1.0.0", digests: FirmwareDigests(sha256: fleet.release.checksum, sha1: "00", md5: "00"),
                    sizeBytes: fleet.release.sizeBytes)
            }
            for (index, device) in fleet.devices.enumerated() where index % 12 >= 7 {
                try await world.change("UPDATE devices SET firmware_version = '0.9.9' WHERE id = \(device.id)")
            }
            try await body(fleet, world)
        }
    }
}

extension StockedFleet {
    /// Every device to which it is offered fails, until its gate stops it.
    fileprivate func failOpen(of rollout: Rollout.ID) async throws {
        while try await self.rollout(rollout).status != .paused {
            var wasOffered = false
            for batch in try await batches(of: rollout) {
                for row in try await rows(batch) where row.batchDevice.status == .initiated {
                    guard let session = row.session?.sessionID,
                        (try? await updates.acknowledge(session, as: .device(row.deviceUID))) != nil
                    else { continue }
                    _ = try await updates.fail(session, reason: "no space", as: .device(row.deviceUID))
                    wasOffered = true
                }
            }
            guard wasOffered else {
                // The next wave has some.
                let wave = try await waves(of: rollout).first { !$0.wave.state.isOver }
                _ = try await services.rollouts.advance(
                    rollout, past: wave?.wave.id.number ?? 0, reason: "test", as: ada)
                try await conduct()
                continue
            }
        }
    }
}
