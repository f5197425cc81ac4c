import Logging
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

struct PostgresAuditTests {
    @Test func `a part of a rollout's figures that is wrong is told by one of those that find it at once`() async throws
    {
        try await withPostgres { repository, clock, database in
            let fleet = try await makeFleet(of: 2, in: repository, clock: clock)
            let batch = try await fleet.createBatch(of: 2)
            try await database.console.run(
                "UPDATE rollout_counters SET n_verified = n_verified + 3 WHERE rollout_id = \(batch.rolloutID)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...4 {
                    let audit = CounterAudit(services: fleet.services, worker: "worker-\(number)")
                    group.addTask { _ = try await audit.step() }
                }
                try await group.waitForAll()
            }
            let told = try await fleet.events().filter { $0.kind == .countersDiffered }
            #expect(told.map(\.detail) == ["rollout \(batch.rolloutID): n_verified is 3, counted 0"])
            let rollout = CounterSubject.rollout(batch.rolloutID)
            #expect(
                try await repository.read { try $0.notedDifferences(limit: 9) } == [
                    CounterDifference(of: rollout, figure: "n_verified", kept: 3, counted: 0)
                ])
        }
    }

    @Test func `while batches run no figure is called wrong`() async throws {
        try await withPostgres { repository, clock, _ in
            let fleet = try await makeFleet(of: 30, in: repository, clock: clock)
            let (id, sessions) = try await fleet.startBatch(of: 30, maximumInFlight: 30)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for half in [0, 1] {
                    group.addTask {
                        for device in sessions.indices where device % 2 == half {
                            try await fleet.take(sessions[device], of: device, to: .completed)
                        }
                    }
                }
                group.addTask {
                    let audit = CounterAudit(services: fleet.services, worker: "worker-1")
                    for _ in 0..<100 { _ = try await audit.step() }
                }
                try await group.waitForAll()
            }
            #expect(try await fleet.batch(id).counters.succeeded == 30)
            #expect(try await fleet.events().filter { $0.kind == .countersDiffered } == [])
        }
    }
}
