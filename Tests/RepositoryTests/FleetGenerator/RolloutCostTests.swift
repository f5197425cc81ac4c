import FleetGenerator
import Logging
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

/// What a rollout costs SQLite, in steps of its virtual machine: for each device, and for each poll, the same in a
/// rollout of a hundred thousand devices as in one of a thousand.
struct RolloutCostTests {
    @Test func `no device of a rollout, and no poll of it, costs more for there being more of them`() async throws {
        let small = try await costs(devices: 1_000)
        let large = try await costs(devices: 100_000)
        for (small, large) in zip(small, large) {
            #expect(small.steps > 0)
            #expect(large.steps <= small.steps * 1.2 + 20, "\(large.name): \(small.steps) and \(large.steps)")
        }
    }

    private struct Cost {
        let name: String
        let steps: Double
    }

    private func costs(devices count: Int) async throws -> [Cost] {
        try await withRepository { repository, clock in
            let services = Services(repository: repository, logger: Logger(label: "test"))
            let ada = Principal.operator("ada")
            try await repository.write { transaction in
                _ = try transaction.insertOrganization()
                _ = try transaction.insertRelease()
            }
            try await repository.execute(Self.devices(count))
            let request = RolloutRequest(
                name: "spring", firmware: .version("2.0.0"), target: .organization("acme"),
                waves: [WavePlan(size: .count(500)), WavePlan(size: .share(1))], maximumInFlight: 1_000)
            let id = try await services.rollouts.create(request, as: ada).rollout.id
            func steps(_ body: () async throws -> Void) async throws -> Double {
                _ = try await SQLiteCost.take(from: repository)
                try await body()
                return Double(try await SQLiteCost.take(from: repository).steps)
            }
            func carryOut(while isDue: (RolloutTask) -> Bool) async throws {
                while true {
                    let due = try await repository.read { reader in
                        try reader.rollout(id).flatMap { try RolloutTask.next(for: $0, batchSize: 500, in: reader) }
                    }
                    guard let due, isDue(due) else { return }
                    try await repository.write { transaction in
                        guard let rollout = try transaction.rollout(id) else { return }
                        try due.carryOut(on: rollout, by: ada, in: transaction)
                    }
                }
            }
            let freeze = try await steps { try await carryOut { $0 == .freeze } }
            let form = try await steps {
                try await carryOut { task in
                    if case .form = task { true } else { false }
                }
            }
            let start = try await steps {
                while try await BatchProcessor(services: services, worker: "worker-1").step() {}
            }
            let poll = try await steps { _ = try await services.updates.home(as: ada, endedLimit: 50) }
            #expect(try await services.rollouts.rollout(id, as: ada).counters.initiated == 500)
            #expect(try await services.rollouts.rollout(id, as: ada).targets?.total == count)
            return [
                Cost(name: "to settle one device", steps: freeze / Double(count)),
                Cost(name: "to put one into a batch", steps: form / 500),
                Cost(name: "to start one", steps: start / 500), Cost(name: "a poll of home", steps: poll),
            ]
        }
    }

    private static func devices(_ count: Int) -> String {
        """
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(count))
        INSERT INTO devices (
          device_uid, serial_number, organization_id, organization_name, firmware_version, hardware_version, created_at,
          updated_at)
        SELECT 'gw-' || n, 'SN' || n, o.id, o.name, '1.0.0', 'rev-' || (n % 5), o.created_at, o.created_at
        FROM number CROSS JOIN organizations AS o
        """
    }
}
