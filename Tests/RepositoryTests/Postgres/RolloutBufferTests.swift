import Foundation
import Logging
import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository
@testable import SlipwayServices

/// What a rollout costs PostgreSQL, in pages of 8 KiB that the server touches: for each device, and for each poll, the
/// same in a rollout of a hundred thousand devices as in one of a thousand.
///
/// `SLIPWAY_COST_TABLE` names a file to which the figures are added.
@Suite struct RolloutBufferTests {
    @Test func `no device of a rollout, and no poll of it, costs more for there being more of them`() async throws {
        let small = try await RolloutPages(devices: 1_000)
        let large = try await RolloutPages(devices: 100_000)
        for (small, large) in zip(small.all, large.all) {
            #expect(small.pages > 0, "\(small.name)")
            #expect(small.pages <= small.bound, "\(small.name): \(small.pages)")
            #expect(large.pages <= large.bound, "\(large.name): \(large.pages)")
        }
        if let path = ProcessInfo.processInfo.environment["SLIPWAY_COST_TABLE"] {
            let rows = zip(small.all, large.all).map { small, large in
                "| \(large.name) | \(small.pages) | \(large.pages) | \(large.bound) |\n"
            }
            let table = "| rollout | 1000 | 100000 | bound |\n| --- | --- | --- | --- |\n" + rows.joined()
            let old = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            try (old + table).write(toFile: path, atomically: true, encoding: .utf8)
        }
    }
}

/// The pages that one rollout has cost, from its creation to the first bad device.
private struct RolloutPages {
    struct Figure {
        let name: String
        let pages: Double
        let bound: Double
    }

    private(set) var all: [Figure] = []

    init(devices count: Int) async throws {
        all = try await PostgresCluster.shared.withDatabase { database in
            try await database.open(clock: nil).write { transaction in
                _ = try transaction.insertOrganization()
                _ = try transaction.insertRelease()
            }
            try await database.console.run(Self.devices(count))
            // What autovacuum does in life.
            try await database.console.run("VACUUM ANALYZE")
            let run = try await Run(on: database)
            return try await run.figures(devices: count)
        }
    }

    private static func devices(_ count: Int) -> String {
        """
        INSERT INTO devices (
          device_uid, serial_number, organization_id, organization_name, firmware_version, hardware_version, created_at,
          updated_at)
        SELECT 'gw-' || i, 'SN' || i, o.id, o.name, '1.0.0', 'rev-' || i % 5, now(), now()
        FROM generate_series(1, \(count)) AS i
        CROSS JOIN organizations AS o
        """
    }

    private struct Run {
        private let explained = ExplainedStatements()
        private let repository: PostgresRepository
        private let services: Services
        private let ada = Principal.operator("ada")

        init(on database: PostgresDatabase) async throws {
            var limits = PostgresLimits()
            limits.connections = 1
            repository = PostgresRepository(try database.location(), limits: limits, logger: explained.logger)
            services = Services(repository: repository, logger: .quiet)
            try await repository.perform { _ = try $0.run(ExplainedStatements.settings) }
        }

        func figures(devices count: Int) async throws -> [Figure] {
            let id = try await create()
            let before = try await pages { try await home() }
            let freeze = try await pages { try await carryOut(until: { $0 != .freeze }, of: id) }
            let targets = try #require(try await services.rollouts.rollout(id, as: ada).targets)
            #expect(targets.total == count)
            // The canary, of 1 % of the devices or of 50 at least.
            let canary = max(50, count / 100)
            let form = try await pages { try await carryOut(until: { !$0.isForming }, of: id) }
            #expect(try await services.rollouts.rollout(id, as: ada).counters.total == canary)
            let processor = BatchProcessor(services: services, worker: "worker-1")
            let start = try await pages { while try await processor.step() {} }
            let sessions = try await sessions(of: id)
            let (first, second) = (sessions[0], sessions[1])
            // What decides over the session reads them beside everything else.
            let places = try await statements { try await acknowledge(first) }
                .filter { $0.names("rollout_places") && !$0.names("FROM update_sessions AS s") }
            try await acknowledge(second)
            let failure = try await statements { try await fail(second) }
            let judgement = failure.filter { $0.names("rollout_waves") || $0.names("AND wave = $2") }
            let after = try await pages { try await home() }
            return [
                Figure(name: "to settle one device", pages: freeze / Double(count), bound: 6),
                Figure(name: "to put one into a batch", pages: form / Double(canary), bound: 40),
                Figure(name: "to start one", pages: start / Double(canary), bound: 70),
                Figure(name: "a place", pages: Double(Self.sum(places)), bound: 15),
                Figure(name: "a judgement", pages: Double(Self.sum(judgement)), bound: 20),
                Figure(name: "a poll of home before", pages: before, bound: 150),
                Figure(name: "a poll of home after", pages: after, bound: 150),
            ]
        }

        private func create() async throws -> Rollout.ID {
            let request = RolloutRequest(
                name: "spring", firmware: .version("2.0.0"), target: .organization("acme"), maximumInFlight: 1_000)
            return try await services.rollouts.create(request, as: ada).rollout.id
        }

        /// What the conductor does, without its clock.
        private func carryOut(until isOver: (RolloutTask) -> Bool, of id: Rollout.ID) async throws {
            while true {
                let due = try await repository.read { reader in
                    try reader.rollout(id).flatMap { try RolloutTask.next(for: $0, batchSize: 500, in: reader) }
                }
                guard let due, !isOver(due) else { return }
                try await repository.write { [ada] transaction in
                    guard let rollout = try transaction.rollout(id) else { return }
                    try due.carryOut(on: rollout, by: ada, in: transaction)
                }
            }
        }

        private func home() async throws { _ = try await services.updates.home(as: ada, endedLimit: 50) }

        private func sessions(of id: Rollout.ID) async throws -> [(session: SessionID, uid: String)] {
            try await repository.read { reader in
                let batch = try reader.batches(of: id, in: [.inProgress], limit: 1)[0]
                return try reader.devices(ofBatch: batch, filter: .none, at: .first, limit: 2).compactMap { row in
                    row.session.map { ($0.sessionID, row.deviceUID) }
                }
            }
        }

        private func acknowledge(_ device: (session: SessionID, uid: String)) async throws {
            _ = try await services.updates.acknowledge(device.session, as: .device(device.uid))
        }

        private func fail(_ device: (session: SessionID, uid: String)) async throws {
            _ = try await services.updates.fail(device.session, reason: "no space", as: .device(device.uid))
        }

        private func statements(
            of body: () async throws -> Void
        ) async throws -> [ExplainedStatements.Statement] {
            _ = explained.take()
            try await body()
            return explained.take()
        }

        private func pages(of body: () async throws -> Void) async throws -> Double {
            Double(Self.sum(try await statements(of: body)))
        }

        private static func sum(_ statements: [ExplainedStatements.Statement]) -> Int {
            statements.filter { !$0.isBeginning }.reduce(0) { $0 + $1.buffers }
        }
    }
}

extension RolloutTask {
    /// Whether it is one of those that make the batches of the first wave.
    fileprivate var isForming: Bool {
        switch self {
        case .form: true
        case .start, .end, .finish, .open, .pace, .freeze, .move, .clear, .exclude, .settle, .prepareRollback: false
        }
    }
}

extension ExplainedStatements.Statement {
    fileprivate func names(_ text: String) -> Bool { sql.contains(text) }
}
