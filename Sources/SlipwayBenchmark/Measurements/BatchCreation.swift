import Foundation
import Logging
import PostgresRepository
import SlipwayCore
import SlipwayServices

/// How long it takes to create and start many batches.
struct BatchCreation: BenchMeasurement {
    let name = "batches"
    let abstract = """
        100,000 devices in 200 batches created and started on PostgreSQL, beside COPY of the same rows and the bare \
        statements
        """
    let tools: [BenchTool] = [.initdb, .psql]

    private static let batches = 200
    private static let perBatch = 500
    private static let tables = ["rollouts", "update_batches", "update_sessions", "update_batch_devices", "events"]

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let postgres = try PostgresInstance(in: world)
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let release = try await makeFleet(on: postgres, logger, in: world)
        let services = Services(
            repository: PostgresRepository(try PostgresLocation(postgres.database("ours")), logger: logger),
            logger: logger)
        let product = try await ContinuousClock().measure { try await createAndStart(services, release) }
        let devices = Self.batches * Self.perBatch
        try postgres.run(
            """
            DO $$ BEGIN
              IF (SELECT count(*) FROM update_sessions) <> \(devices) THEN RAISE 'not all have begun'; END IF;
            END $$;
            \(copies("TO", world))
            """, in: "ours", world)
        // What the triggers would write is among the rows, and so is what was told before.
        let triggers = Self.tables.map { "ALTER TABLE \($0) DISABLE TRIGGER USER;" }
        try postgres.run(triggers.joined() + "DELETE FROM events;", in: "bare", world)
        let copying = try ContinuousClock().measure { try postgres.run(copies("FROM", world), in: "bare", world) }
        try postgres.run(triggers.joined(), in: "uncounted", world)
        let bare = try ContinuousClock().measure { try postgres.run(statements, in: "uncounted", world) }
        let pace = { (time: Duration) in Double(devices) / (time / .seconds(1)) }
        return [
            BenchFigure(
                "\(devices) devices created and started, PostgreSQL", pace(product), "a second",
                beside: .init(name: "COPY of the rows", value: pace(copying)), bound: .atLeast(0.35)),
            BenchFigure(
                "the same again", pace(product), "a second",
                beside: .init(name: "bare statements, no trigger", value: pace(bare)), bound: .atLeast(0.8)),
        ]
    }

    /// Nothing but what makes the rows of a batch, and those of its start, a transaction each.
    private var statements: String {
        (1...Self.batches).map { number in
            """
            BEGIN;
            WITH rollout AS (
              INSERT INTO rollouts (name, firmware_id, status, created_by, created_at, updated_at)
              VALUES ('batch', 1, 'pending', 'bare', now(), now()) RETURNING id),
            batch AS (
              INSERT INTO update_batches (
                name, firmware_id, status, rollout_id, wave, sequence, run_after, created_by, created_at, updated_at)
              SELECT 'batch', 1, 'in_progress', id, 1, 1, now(), 'bare', now(), now() FROM rollout RETURNING id)
            INSERT INTO update_batch_devices (
              update_batch_id, device_id, status, from_version, hardware_version, created_at, updated_at)
            SELECT batch.id, d.id, 'pending', '', d.hardware_version, now(), now()
            FROM batch, devices AS d
            WHERE d.id BETWEEN \((number - 1) * Self.perBatch + 1) AND \(number * Self.perBatch);
            COMMIT;
            """
        }.joined()
            + (1...Self.batches).map { number in
                """
                BEGIN;
                WITH started AS (
                  INSERT INTO update_sessions (
                    session_id, device_id, firmware_id, update_status, started_at, state_since, deadline_at, created_at,
                    updated_at)
                  SELECT gen_random_uuid(), device_id, 1, 'initiated', now(), now(), now(), now(), now()
                  FROM update_batch_devices
                  WHERE update_batch_id = \(number) AND status = 'pending'
                  RETURNING session_id, device_id)
                UPDATE update_batch_devices AS bd
                SET status = 'initiated', update_session_id = started.session_id, updated_at = now()
                FROM started
                WHERE bd.update_batch_id = \(number) AND bd.device_id = started.device_id;
                COMMIT;
                """
            }.joined()
    }

    /// In three databases that are equal: devices and a release, and nothing under way.
    private func makeFleet(
        on postgres: PostgresInstance, _ logger: Logger, in world: BenchWorld
    ) async throws -> FirmwareRelease.ID {
        try postgres.run("CREATE DATABASE ours", in: "postgres", world)
        let location = try PostgresLocation(postgres.database("ours"))
        try await PostgresRepository.migrate(location, logger: logger)
        let repository = PostgresRepository(location, logger: logger)
        let devices = Self.batches * Self.perBatch
        let acme = try await Services(repository: repository, logger: logger).organizations.create(
            NewOrganization(name: "acme", environment: .staging, deviceLimit: devices), as: WaitingFleet.actor)
        let release = try await WaitingFleet.release("firmware", in: repository)
        try postgres.run(
            """
            INSERT INTO devices (
              device_uid, serial_number, organization_id, organization_name, hardware_version, created_at, updated_at)
            SELECT 'gw-' || i, 'SN-' || i, \(acme.id), 'acme', 'rev-a', now(), now()
            FROM generate_series(1, \(devices)) AS i;
            ANALYZE;
            """, in: "ours", world)
        for copy in ["bare", "uncounted"] { try postgres.copy("ours", as: copy, world) }
        return release
    }

    private func createAndStart(_ services: Services, _ release: FirmwareRelease.ID) async throws {
        let processor = BatchProcessor(services: services, worker: "benchmark")
        for number in 0..<Self.batches {
            let ids = (1...Self.perBatch).map { Device.ID(Int64(number * Self.perBatch + $0)) }
            let request = BatchRequest(
                name: "batch", firmware: .id(release), target: .devices(ids: ids, uids: []),
                maximumInFlight: Self.perBatch)
            _ = try await services.updates.createBatch(request, as: WaitingFleet.actor)
        }
        for _ in 0..<Self.batches { _ = try await processor.step() }
    }

    private func copies(_ direction: String, _ world: BenchWorld) -> String {
        Self.tables.map { "\\copy \($0) \(direction) '\(world.path("\($0).rows"))'\n" }.joined()
    }
}
