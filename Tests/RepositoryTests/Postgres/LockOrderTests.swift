import Logging
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@testable import PostgresRepository

/// What the server says that it was asked to lock.
@Suite struct LockOrderTests {
    /// What is locked first stands first.
    private static let order = [
        "organizations", "firmware_uploads", "firmware_releases", "devices", "update_batches", "update_sessions",
        "update_batch_devices", "rollout_places", "rollout_waves", "rollouts",
    ]

    /// Triggers and statements that move something lock these by themselves.
    private static let unseen: Set = ["update_batch_devices", "rollout_waves"]

    @Test func `every write locks its rows in the one order`() async throws {
        try await PostgresCluster.shared.withDatabase { database in
            let explained = ExplainedStatements()
            var limits = PostgresLimits()
            limits.connections = 1
            let repository = try await database.open(limits: limits, clock: nil, logger: explained.logger)
            let fleet = try await makeFleet(of: 6, in: repository, clock: TestClock())
            try await repository.perform {
                _ = try $0.run(ExplainedStatements.settings + "; SET auto_explain.log_nested_statements = off")
            }
            _ = explained.take()
            try await Self.callEverything(of: fleet)
            let writes = explained.take().split { $0.isBeginning }.map { statements in
                // What is held already may be read again at any time.
                var held: Set<String> = []
                return statements.flatMap { Self.locks(in: $0.sql) }.filter { held.insert($0).inserted }
            }
            for locks in writes { #expect(locks == locks.sorted { Self.place($0) < Self.place($1) }) }
            // All of them were seen.
            #expect(Set(writes.joined()).isSuperset(of: Self.order.filter { !Self.unseen.contains($0) }))
        }
    }

    private static func callEverything(of fleet: StockedFleet) async throws {
        let (services, updates, ada) = (fleet.services, fleet.updates, fleet.ada)
        let all = BatchRequest(
            name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"), requestID: "r-1")
        let batch = try await updates.createBatch(all, as: ada).batch.id
        _ = try await fleet.processor.step()
        let sessions = try await fleet.rows(batch).compactMap { $0.session?.sessionID }
        _ = try await updates.acknowledge(sessions[0], as: fleet.device(0))
        _ = try await updates.fail(sessions[1], reason: "no space", as: fleet.device(1))
        _ = try await updates.cancelSession(sessions[2], as: ada)
        let ids = try await fleet.rows(batch).compactMap { $0.session?.id }
        _ = try await services.repository.write { try $0.dueContexts(of: ids, orBeyond: $0.now) }
        let rollout = try await updates.batch(batch, as: ada).rolloutID
        try await services.repository.write {
            try $0.setPace(of: rollout, maximumInFlight: 99, joinsPerMinute: nil)
            _ = try $0.lockedRollout(rollout)
        }
        let uids = fleet.devices.suffix(3).map(\.deviceUID)
        _ = try await services.devices.setStatus(of: uids, active: false, as: ada)
        _ = try await updates.pauseBatch(batch, as: ada)
        _ = try await updates.resumeBatch(batch, as: ada)
        _ = try await updates.cancelBatch(batch, reason: "smoke", as: ada)
        _ = try await updates.retryBatch(batch, requestID: "r-2", as: ada)
        _ = try await updates.startUpdate(of: fleet.devices[0].deviceUID, to: fleet.release.id, as: ada)
        _ = try await services.devices.rotateToken(of: uids[0], as: ada)
        _ = try await services.devices.register([RegistrationEntry(organizationID: fleet.acme.id)], as: ada)
        _ = try await updates.halt(organization: "acme", reason: "smoke", as: ada)
        _ = try await services.firmware.promote(fleet.release.version, to: .deprecated, by: ada)
        try await services.repository.write { try $0.hold(.upload(sha256: "00"), for: .changing) }
    }

    /// The tables whose rows a statement locks, in its order.
    private static func locks(in sql: String) -> [String] {
        var locks: [String] = []
        var rest = sql[...]
        while let lock = rest.firstMatch(of: #/FOR (?:NO KEY UPDATE|SHARE)(?: OF (\w+))?/#) {
            let part = rest[..<lock.range.lowerBound]
            let named = lock.output.1.flatMap { alias in
                part.matches(of: #/(\w+) AS (\w+)/#).first { $0.output.2 == alias }?.output.1
            }
            if let table = named ?? part.firstMatch(of: #/FROM (\w+)/#)?.output.1 { locks.append(String(table)) }
            rest = rest[lock.range.upperBound...]
        }
        return locks
    }

    private static func place(_ table: String) -> Int { order.firstIndex(of: table) ?? order.count }
}
