import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func workers(limit: Int) throws -> [Worker] {
        try rows(
            """
            SELECT name, last_heartbeat
            FROM workers
            ORDER BY last_heartbeat DESC, name
            LIMIT $1
            """, [limit]
        ) { Worker(name: try $0.text(), lastHeartbeat: try $0.instant()) }
    }

    func recordHeartbeat(of worker: String) throws {
        try execute(
            """
            INSERT INTO workers (name, last_heartbeat)
            VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET last_heartbeat = greatest(workers.last_heartbeat, excluded.last_heartbeat)
            """, [worker, now])
    }

    func removeWorker(_ worker: String) throws {
        try execute("DELETE FROM workers WHERE name = $1", [worker])
    }
}
