import Foundation
import Logging
import PostgresRepository
import SlipwayCore
import SlipwayServices

/// How long it takes to create and start many batches.
struct BatchCreation: BenchMeasurement {
    let name = "batches"
    let abstract = "100,000 devices in 200 batches created and started on PostgreSQL, beside COPY of the same rows"
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
        let pace = { (time: Duration) in Double(devices) / (time / .seconds(1)) }
        return [
            BenchFigure(
                "\(devices) devices created and started, PostgreSQL", pace(product), "a second",
                beside: .init(name: "COPY of the rows", value: pace(copying)), bound: .atLeast(0.35))
        ]
    }

    /// In two databases that are equal: devices and a release, and nothing under way.
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
        try postgres.copy("ours", as: "bare", world)
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
