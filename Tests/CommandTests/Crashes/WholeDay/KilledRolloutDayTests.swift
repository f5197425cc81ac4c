import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Servers that take rollouts through their whole day, killed while these are approved, begin, are narrowed and brought
/// back, and while windows open and close; `SLIPWAY_DAY_KILLS` says how often on each database.
@Suite("The day of a rollout, killed at any point", .serialized)
struct KilledRolloutDayTests {
    private static let kills = ProcessInfo.processInfo.environment["SLIPWAY_DAY_KILLS"].flatMap { Int($0) } ?? 10

    @Test(.timeLimit(.minutes(kills > 100 ? 60 : 10)), arguments: DayDatabase.Kind.allCases)
    func `no kill loses an answer, updates a device twice or outside its window, or leaves anything stuck`(
        kind: DayDatabase.Kind
    ) async throws {
        let start = ContinuousClock.now
        try await DayFleet.with(kind) { fleet in
            try await Self.withServers(of: fleet) { day in
                let scenes = try await day.run(kills: Self.kills)
                try await day.servers.endAll()
                let record = day.ledger.record
                #expect(record.faults == [])
                #expect(try await DayPromises.broken(in: fleet, after: record) == [])
                #expect(await day.servers.accidents == [])
                #expect(await day.servers.kills == Self.kills)
                #expect(!record.approvals.isEmpty && !record.calls.isEmpty && record.failures > 0)
                let inTransaction = await day.servers.killsInTransaction
                let counts = scenes.map { "\($0.key.rawValue) \($0.value)" }.sorted().joined(separator: ", ")
                print(
                    "\(kind.rawValue): \(Self.kills) kills (\(counts)), \(inTransaction) in a "
                        + "write transaction, \(record.created.count) rollouts, \(record.approvals.count) approvals, "
                        + "\(record.exclusions.count) exclusions, \(record.waysBack.count) ways back, "
                        + "\(record.windows.values.joined().count) windows, \(record.calls.count) calls, "
                        + "\(record.failures) without an answer, \(ContinuousClock.now - start)")
            }
        }
    }

    /// The state in one transaction, and what tells of it in another one that never comes.
    @Test(.timeLimit(.minutes(5)), arguments: DayDatabase.Kind.allCases)
    func `the same checks find an approval that is split into two transactions`(kind: DayDatabase.Kind) async throws {
        try await DayFleet.with(kind) { fleet in
            try await Self.withServers(of: fleet) { day in
                let rollout = try await Self.create(in: fleet)
                try await fleet.database.repository.write { transaction in
                    try transaction.approve(rollout, by: "approver", count: DayFleet.devices)
                    try transaction.setState(of: rollout, to: .scheduled)
                }
                try await until {
                    try await fleet.services.rollouts.rollout(rollout, as: .operator("ada")).status == .inProgress
                }
                #expect(
                    try await DayPromises.broken(in: fleet, by: DayPromises.always)
                        == ["rollouts that began without an approval: 1"])
            }
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: DayDatabase.Kind.allCases)
    func `the same checks find answers that are forgotten, and devices that are served while they are held`(
        kind: DayDatabase.Kind
    ) async throws {
        try await DayFleet.with(kind) { fleet in
            try await Self.withServers(of: fleet) { day in
                let rollout = try await Self.create(in: fleet)
                _ = try await fleet.services.rollouts.approve(rollout, as: .operator("bob"))
                try await day.withDevices {
                    try await until { day.ledger.record.calls.count >= DayFleet.devices }
                }
                // What this test makes believe: none of it was done.
                var record = day.ledger.record
                let now = CrashedFleet.wallClock()
                record.approvals = [DayLedger.Approval(rollout: rollout, revision: 2)]
                record.windows = [rollout: [MaintenanceWindow(opensAt: now, closesAt: now + .seconds(60))]]
                record.exclusions = [rollout: Timestamp(milliseconds: 0)]
                record.starts = [rollout: now]
                let kept = try await DayPromises.kept(in: fleet, by: record)
                #expect(kept.contains("0 approvals of rollout \(rollout), which was approved"))
                #expect(kept.contains("0 exclusions of rollout \(rollout), which was narrowed"))
                let faults = try await DayPromises.gates(in: fleet, by: record)
                for end in ["before its start", "outside of its windows", "and is excluded"] {
                    #expect(faults.contains { $0.hasSuffix(end) })
                }
            }
        }
    }

    private static func withServers(of fleet: DayFleet, _ body: (RolloutDay) async throws -> Void) async throws {
        try await withTemporaryFolder { home in
            let servers = try await DayServers(on: fleet.database, home: home)
            do {
                try await body(RolloutDay(fleet, servers))
            } catch {
                await servers.killAll()
                throw error
            }
            await servers.killAll()
        }
    }

    /// A draft whose approval was asked for.
    private static func create(in fleet: DayFleet) async throws -> Rollout.ID {
        let request = RolloutRequest(
            name: "spring", firmware: .id(fleet.releases[0]), target: .organization(DayFleet.organization(0)),
            waves: [WavePlan(size: .share(1))], submits: true)
        return try await fleet.services.rollouts.create(request, as: .operator("ada")).rollout.id
    }
}
