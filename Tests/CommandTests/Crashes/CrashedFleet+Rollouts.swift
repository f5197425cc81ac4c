import GRDB
import SlipwayCore
import SlipwayServices
import TestSupport

extension CrashedFleet {
    /// A rollout that took so many devices more, and the one there is, from 1.0.0 to 2.0.0; no server runs any more.
    ///
    /// - Parameter ending: what becomes of the row of the rollout, as an assignment.
    func rolledOut(toMore devices: Int, preparesRollback: Bool = false, ending: String) async throws -> Rollout.ID {
        try await DatabaseQueue.patient(path: path).write { connection in
            try connection.execute(sql: RolloutLoss.moreDevices(devices))
            try connection.execute(sql: "UPDATE devices SET firmware_version = '1.0.0'")
        }
        let (rollouts, ops) = (services.rollouts, operatorPrincipal)
        let request = RolloutRequest(
            name: "rollout", firmware: .version("2.0.0"), target: .organization("acme"),
            waves: [WavePlan(size: .share(1))], preparesRollback: preparesRollback, maximumInFlight: 100_000)
        let rollout = try await rollouts.create(request, as: ops).rollout.id
        let server = try await ServerProcess.start(on: path)
        defer { server.kill() }
        try await until { try await rollouts.rollout(rollout, as: ops).counters.initiated == devices + 1 }
        server.kill()
        _ = try await server.end()
        try await DatabaseQueue.patient(path: path).write { connection in
            try connection.execute(
                sql: """
                    UPDATE update_sessions
                    SET update_status = 'completed', completed_at = started_at, deadline_at = NULL;
                    UPDATE update_batch_devices SET status = 'succeeded' WHERE status = 'initiated';
                    UPDATE devices SET firmware_version = '2.0.0';
                    UPDATE update_batches SET status = 'completed';
                    UPDATE rollouts SET \(ending)
                    """)
        }
        return rollout
    }
}
