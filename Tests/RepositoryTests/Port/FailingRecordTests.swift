import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A record that cannot be worked on keeps no other from its turn.
@Suite struct FailingRecordTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a batch whose figures are wrong keeps no other from its deadlines, and has its turn once they are right`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            // More than a page of those that fail, and they are due first.
            let fleet = try await makeFleet(of: 112, in: world.repository, clock: world.clock)
            let drifted = try await fleet.start(Array(fleet.devices.prefix(110)))
            world.clock.advance(by: .seconds(1))
            let sound = try await fleet.start(Array(fleet.devices.suffix(2)))
            try await world.change(
                "UPDATE update_batches SET n_initiated = 0, n_failed = 110 WHERE id = \(drifted)")
            world.clock.advance(by: .seconds(8 * 86_400))
            let sweep = fleet.sweep
            #expect(try await sweep.step())
            #expect(try await !sweep.step())
            #expect(try await fleet.batch(sound).status == .failed)
            #expect(try await fleet.rows(drifted).allSatisfy { $0.batchDevice.status == .initiated })
            #expect(fleet.services.loops.loops.map(\.loop.failures) == [110])
            // They are left out of some rounds.
            for _ in 0..<3 { _ = try await sweep.step() }
            #expect(fleet.services.loops.loops.map(\.loop.failures) == [110])
            _ = try await fleet.services.counters.repair(.batch(drifted), as: fleet.ada)
            for _ in 0..<14 { _ = try await sweep.step() }
            #expect(try await fleet.batch(drifted).status == .failed)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch that cannot be cancelled keeps no other from its cancellation`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 2, in: world.repository, clock: world.clock)
            let batches = try await world.write { transaction in
                let first = try transaction.insertBatch(of: [fleet.devices[0]], firmware: fleet.release.id)
                let second = try transaction.insertBatch(of: [fleet.devices[1]], into: first.rolloutID)
                try transaction.setState(of: first.rolloutID, to: .cancelling)
                return [first.id, second.id]
            }
            try await world.refuse(
                "UPDATE", on: "update_batch_devices", where: "NEW.update_batch_id = \(batches[0])")
            let processor = fleet.processor
            for _ in 0..<3 { _ = try await processor.step() }
            #expect(try await fleet.batch(batches[0]).status == .pending)
            #expect(try await fleet.batch(batches[1]).status == .cancelled)
            try await world.accept(on: "update_batch_devices")
            for _ in 0..<8 { _ = try await processor.step() }
            #expect(try await fleet.batch(batches[0]).status == .cancelled)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a device whose report cannot be written keeps no other report waiting`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 20, in: world.repository, clock: world.clock)
            try await world.refuse("UPDATE", on: "devices", where: "NEW.device_uid = 'dev-007'")
            for device in fleet.devices { try await fleet.report(device) }
            let flush = ReportFlush(services: fleet.services)
            _ = try await flush.step()
            #expect(await fleet.services.reports.pendingCount == 1)
            #expect(try await fleet.reported() == fleet.devices.map { $0.deviceUID == "dev-007" ? "1.0.0" : "1.1.0" })
            #expect(fleet.services.loops.loops.map(\.loop.failures) == [1])
            try await world.accept(on: "devices")
            for _ in 0..<7 { _ = try await flush.step() }
            #expect(await fleet.services.reports.pendingCount == 0)
            #expect(try await fleet.reported() == fleet.devices.map { _ in "1.1.0" })
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a message that cannot be removed keeps no other`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let device = fleet.devices[0].id
            try await world.write { transaction in
                try transaction.insert((1...9).map { .example($0, of: device) })
            }
            try await world.refuse("DELETE", on: "telemetry", where: "OLD.id = 'id-10004'")
            world.clock.advance(by: .seconds(31 * 86_400))
            let retention = RetentionLoop(services: fleet.services, worker: "worker-1")
            _ = try await retention.step()
            let left = { try await world.read { try $0.telemetry(ofDevice: device, after: nil, limit: 9).map(\.id) } }
            #expect(try await left() == ["id-10004"])
            try await world.accept(on: "telemetry")
            for _ in 0..<7 { _ = try await retention.step() }
            #expect(try await left() == [])
        }
    }
}

extension StockedFleet {
    fileprivate func start(_ devices: [Device]) async throws -> UpdateBatch.ID {
        let request = BatchRequest(
            name: "spring", firmware: .id(release.id), target: .devices(ids: devices.map(\.id), uids: []))
        let batch = try await updates.createBatch(request, as: ada).batch
        _ = try await processor.step()
        return batch.id
    }

    fileprivate func report(_ device: Device) async throws {
        _ = try await updates.check(
            uid: device.deviceUID, reportedVersion: "1.1.0", as: .device(device.deviceUID))
    }

    fileprivate func reported() async throws -> [String?] {
        let ids = devices.map(\.id)
        return try await services.repository.read { reader in try ids.map { try reader.device($0)?.reportedVersion } }
    }
}

extension DatabaseWorld {
    /// Has the database refuse a change of some rows, as a broken rule.
    fileprivate func refuse(_ operation: String, on table: String, where condition: String) async throws {
        if repository is SQLiteRepository {
            try await change(
                """
                CREATE TRIGGER refused BEFORE \(operation) ON \(table) WHEN \(condition)
                BEGIN SELECT RAISE(ABORT, 'refused'); END
                """)
        } else {
            try await change(
                """
                CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $body$;
                CREATE TRIGGER refused BEFORE \(operation) ON \(table)
                FOR EACH ROW WHEN (\(condition)) EXECUTE FUNCTION refused()
                """)
        }
    }

    fileprivate func accept(on table: String) async throws {
        try await change(repository is SQLiteRepository ? "DROP TRIGGER refused" : "DROP TRIGGER refused ON \(table)")
    }
}
