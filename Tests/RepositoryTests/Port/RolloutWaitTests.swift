import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Devices report while a server settles and forms a large rollout beside them; how long they wait is measured by
/// `slipway-benchmark --only settling`.
@Suite(.serialized) struct RolloutWaitTests {
    private static let (count, reporting) = (1_000, 8)

    @Test(arguments: [ConformingDatabase.file, .postgres])
    func `reports are taken while the devices of a rollout are settled`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: Self.reporting, in: world.repository, clock: world.clock)
            try await world.change(Self.more(Self.count, in: database))
            let (_, sessions) = try await fleet.startBatch(of: Self.reporting)
            for (index, session) in sessions.enumerated() {
                try await fleet.take(session, of: index, to: .downloading)
            }
            let id = try await fleet.createPlan(waves: [])
            let isOver = Flag()
            let reports = try await withThrowingTaskGroup(of: Int.self) { group in
                for (index, session) in sessions.enumerated() {
                    group.addTask {
                        var reports = 0
                        while !isOver.isRaised, !Task.isCancelled {
                            reports += 1
                            _ = try await fleet.updates.progress(
                                session, percent: reports % 100, bytes: Int64(reports % 100 * 10),
                                as: fleet.device(index))
                            // Without a pause they would keep the processors from all other tests.
                            try await Task.sleep(for: .milliseconds(5))
                        }
                        return reports
                    }
                }
                let conductor = fleet.conductor
                while try await fleet.rollout(id).targets?.isFrozen != true { _ = try await conductor.step() }
                for _ in 0..<10 {
                    _ = try await conductor.step()
                    _ = try await fleet.processor.step()
                }
                isOver.raise()
                return try await group.reduce(0, +)
            }
            #expect(try await fleet.rollout(id).targets?.total == Self.count + Self.reporting)
            #expect(reports > 0)
            #expect(try await world.wrongFigures() == [])
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
