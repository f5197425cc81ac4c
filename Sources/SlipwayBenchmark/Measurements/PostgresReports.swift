import Foundation
import Logging
import PostgresRepository
import SQLStorage
import SlipwayCore

/// What devices cost PostgreSQL.
struct PostgresReports: BenchMeasurement {
    let name = "postgres"
    let abstract = "CPU of PostgreSQL for a check and for an ack, beside pgbench with the bare statements"
    let tools: [BenchTool] = [.initdb, .pgbench, .psql]

    private static let devices = 4_000
    private static let connections = 8

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let postgres = try PostgresInstance(in: world)
        let fleet = try await fleet(on: postgres, in: world)
        let server = try LocalServer.slipway(postgres.database("ours"), in: world)
        let load = try KeepAliveLoad(port: server.port, connections: Self.connections)
        let checks = fleet.offers.map(\.check)
        try load.send(checks)
        let check = try postgres.cpu(perEachOf: 2 * checks.count) { for _ in 0..<2 { try load.send(checks) } }
        let bareCheck = try postgres.cpu(perEachOf: 2 * checks.count) {
            try bench(Self.bareCheck, 2 * checks.count, postgres, world)
        }
        let ack = try postgres.cpu(perEachOf: checks.count) { try load.send(fleet.offers.map(\.acknowledgement)) }
        let bareAck = try postgres.cpu(perEachOf: checks.count) {
            try bench(Self.bareAcknowledgement, checks.count, postgres, world)
        }
        return [
            BenchFigure(
                "device check on PostgreSQL, its CPU", check, "µs",
                beside: .init(name: "bare statement", value: bareCheck), bound: .atMost(1.5)),
            BenchFigure(
                "first ack on PostgreSQL, its CPU", ack, "µs", beside: .init(name: "bare update", value: bareAck),
                bound: .atMost(4)),
        ]
    }

    /// In two databases that are equal.
    private func fleet(on postgres: PostgresInstance, in world: BenchWorld) async throws -> WaitingFleet {
        try postgres.run("CREATE DATABASE ours", in: "postgres", world)
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let location = try PostgresLocation(postgres.database("ours"))
        try await PostgresRepository.migrate(location, logger: logger)
        let fleet = try await WaitingFleet(
            of: Self.devices, in: PostgresRepository(location, logger: logger), batchSize: 500)
        try postgres.copy("ours", as: "bare", world)
        try postgres.run("ALTER TABLE update_sessions DISABLE TRIGGER USER", in: "bare", world)
        return fleet
    }

    /// One client with prepared statements, whose transactions are numbered from 1 by `n`.
    private func bench(_ statement: String, _ count: Int, _ postgres: PostgresInstance, _ world: BenchWorld) throws {
        let script = world.path("\(UUID().uuidString).sql")
        try "\\set n :n % \(Self.devices) + 1\n\(statement);\n".write(toFile: script, atomically: true, encoding: .utf8)
        let options = ["-n", "-M", "prepared", "-t", "\(count)", "-D", "n=0", "-f", script]
        try RunningProgram.run(BenchTool.pgbench.path ?? "pgbench", options + [postgres.database("bare")], in: world)
    }

    /// What a check reads: the device, and its open update with all that decides over it.
    private static let bareCheck = """
        SELECT \(Device.columns.plain), token_hash, ARRAY(
          SELECT ROW (\(SessionContext.columns))
          \(SessionContext.source)
          WHERE s.device_id = asking.id
            AND s.update_status IN (\(UpdateSessionState.open.sqlNames)))
        FROM devices AS asking
        WHERE device_uid = 'gw-' || (:n - 1)
        """
    /// Of the session alone, which no trigger counts.
    private static let bareAcknowledgement = """
        UPDATE update_sessions
        SET update_status = 'acknowledged', state_since = now(), deadline_at = now() + interval '1 day',
          last_report_at = now(), updated_at = now()
        WHERE id = :n
        """
}
