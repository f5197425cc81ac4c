import FleetGenerator
import Logging
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

/// What a step of the audit costs is set by its pieces, and not by the fleet.
struct CounterAuditCostTests {
    @Test(arguments: [10_000, 100_000])
    func `a step of the audit reads its own pieces only`(devices: Int) async throws {
        try await withRepository { repository, clock in
            let fleet = FleetGenerator(devices: devices, now: clock.now)
            try await fleet.write(to: repository)
            let services = Services(repository: repository, logger: Logger(label: "test"))
            let audit = CounterAudit(services: services, worker: "worker-1")
            // The second step is in the middle of a round, where every piece is full.
            _ = try await audit.step()
            _ = try await SQLiteCost.take(from: repository)
            _ = try await audit.step()
            let steps = try await SQLiteCost.take(from: repository).steps
            let bound = AuditPiece.batches * (1_000 + 300 * fleet.batchSize) + 20 * AuditPiece.devices
            #expect(steps <= bound, "\(steps)")
            #expect(try await repository.read { try $0.notedDifferences(limit: 9) } == [])
        }
    }
}
