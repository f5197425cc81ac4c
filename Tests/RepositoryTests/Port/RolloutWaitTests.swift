import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Devices report while a server settles and forms a large rollout beside them.
///
/// `SLIPWAY_ROLLOUT_WAIT` makes it so many devices, and prints how long a report waited at most; as
/// `SLIPWAY_ROLLOUT_WAIT=100000 swift test -c release --filter RolloutWaitTests`.
@Suite(.serialized) struct RolloutWaitTests {
    private static let reporting = 8

    @Test(arguments: [ConformingDatabase.file, .postgres])
    func `reports are taken while the devices of a rollout are settled`(database: ConformingDatabase) async throws {
        let wanted = ProcessInfo.processInfo.environment["SLIPWAY_ROLLOUT_WAIT"].flatMap { Int($0) }
        let count = wanted ?? 1_000
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: Self.reporting, in: world.repository, clock: world.clock)
            try await world.change(Self.more(count, in: database))
            let (_, sessions) = try await fleet.startBatch(of: Self.reporting)
            for (index, session) in sessions.enumerated() {
                try await fleet.take(session, of: index, to: .downloading)
            }
            let id = try await fleet.createPlan(waves: [])
            let isOver = Flag()
            let waits = try await withThrowingTaskGroup(of: [Duration].self) { group in
                for (index, session) in sessions.enumerated() {
                    group.addTask {
                        var (percent, waits) = (0, [Duration]())
                        while !isOver.isRaised, !Task.isCancelled {
                            percent = (percent + 1) % 100
                            let began = ContinuousClock.now
                            _ = try await fleet.updates.progress(
                                session, percent: percent, bytes: Int64(percent * 10), as: fleet.device(index))
                            waits.append(ContinuousClock.now - began)
                            await Task.yield()
                        }
                        return waits
                    }
                }
                let conductor = fleet.conductor
                while try await fleet.rollout(id).targets?.isFrozen != true { _ = try await conductor.step() }
                for _ in 0..<10 {
                    _ = try await conductor.step()
                    _ = try await fleet.processor.step()
                }
                isOver.raise()
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(try await fleet.rollout(id).targets?.total == count + Self.reporting)
            let sorted = waits.sorted()
            #expect(!sorted.isEmpty)
            #expect(try await world.wrongFigures() == [])
            if wanted != nil, let longest = sorted.last {
                let usual = sorted[sorted.count / 2]
                let rare = sorted[sorted.count * 999 / 1_000]
                print(
                    "\(count) devices \(database.rawValue): \(sorted.count) reports, half of them within \(usual), "
                        + "999 of 1000 within \(rare), the longest took \(longest)")
            }
        }
    }

    private static func more(_ count: Int, in database: ConformingDatabase) -> String {
        let numbers =
            database == .postgres
            ? "generate_series(1, \(count)) AS number (n)"
            : "(WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < \(count)) SELECT n FROM n) AS number"
        return """
            INSERT INTO devices (
              device_uid, serial_number, organization_id, organization_name, firmware_version, hardware_version,
              created_at, updated_at)
            SELECT 'more-' || number.n, 'serial-' || number.n, o.id, o.name, '1.0.0', 'rev-' || (number.n % 7), o.created_at,
              o.created_at
            FROM \(numbers) CROSS JOIN organizations AS o
            """
    }
}
