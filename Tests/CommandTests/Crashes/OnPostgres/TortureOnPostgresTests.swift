import Foundation
import SlipwayCore
import TestSupport
import Testing

/// Three servers and their devices on one PostgreSQL, of which anything is killed at any moment.
///
/// `SLIPWAY_TORTURE_KILLS` and `SLIPWAY_TORTURE_DEVICES`, for each of eight organizations, make it larger.
@Suite("Tortured on PostgreSQL", .serialized)
struct TortureOnPostgresTests {
    @Test(.timeLimit(.minutes(120)))
    func `whatever is killed, no device is lost, no batch is stuck, and no answer is forgotten`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let kills = environment["SLIPWAY_TORTURE_KILLS"].flatMap { Int($0) } ?? 100
        let devices = environment["SLIPWAY_TORTURE_DEVICES"].flatMap { Int($0) } ?? 15
        try await SharedFleet.with(groups: 8, devices: devices) { fleet in
            let (servers, torture) = try await withTemporaryFolder { home in
                let servers = try await TorturedServers(3, on: fleet.database, home: home)
                let torture = PostgresTorture(fleet, servers)
                do {
                    try await torture.run(kills: kills)
                } catch {
                    await servers.killAll()
                    throw error
                }
                return (servers, torture)
            }
            let record = torture.answered.record
            let (done, inTransaction) = (await servers.kills, await servers.killsInTransaction)
            print("\(done), backends in a transaction: \(inTransaction)")
            print("\(record.batches.count) batches, \(record.count) answers, \(record.failures) without one")
            for (kind, ids) in record.reports { print("\(kind.rawValue): \(ids.count)") }
            for (kind, ids) in record.actions { print("\(kind.rawValue): \(ids.count)") }
            #expect(try await fleet.forgotten(of: record) == [])
            #expect(try await fleet.unfinished() == [])
            #expect(try await FleetDamage.all(in: fleet.database.console, deviceCount: fleet.deviceCount) == [])
            #expect(await servers.accidents == [])
            #expect(done.values.reduce(0, +) == kills)
            #expect(inTransaction > 0 && record.failures > 0)
            // Each kind of answer has been held against the database.
            #expect(record.reports.count == 5 && record.actions.count == 3)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `the same checks find a transition that is split into two transactions`() async throws {
        try await SharedFleet.with(groups: 1, devices: 200) { fleet in
            _ = try await fleet.startBatch()
            var damage: [String] = []
            for _ in 0..<50 where damage.isEmpty {
                try await SplitTransition.runUntilKilled(on: fleet.database, after: 3)
                damage = try await FleetDamage.all(in: fleet.database.console, deviceCount: fleet.deviceCount)
                    .filter { $0.hasPrefix("ended sessions") }
            }
            #expect(damage == ["ended sessions whose device is still initiated: 1"])
        }
    }

    /// Each answer is given before what it promises is on the disk, and the last are not written any more.
    @Test(.timeLimit(.minutes(5)))
    func `the same checks find answers that a cluster forgets`() async throws {
        let careless = ["autovacuum=off", "synchronous_commit=off", "wal_writer_delay=10s"]
        try await SharedFleet.with(groups: 1, devices: 20, settings: careless) { fleet in
            let answered = AnsweredRequests()
            for row in try await fleet.startBatch() {
                let session = try #require(row.session?.sessionID)
                _ = try await fleet.services.updates.acknowledge(session, as: .device(row.deviceUID))
                answered.keep(.sessionAcknowledged, of: session)
            }
            try await fleet.database.server.happen(.kill)
            await fleet.database.console.disconnect()
            try await fleet.database.server.happen(.recover)
            let forgotten = try await fleet.forgotten(of: answered.record)
            #expect(forgotten.contains { $0.hasPrefix("session_acknowledged ") })
        }
    }
}
