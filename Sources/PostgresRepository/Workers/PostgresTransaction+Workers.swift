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

    func pulse() throws -> ServicePulse {
        let pulse = try first("SELECT \(ServicePulse.columns(now: "$1"))", [now], decode: ServicePulse.init)
        return pulse ?? ServicePulse(mark: ChangeMark(""), latestHeartbeat: nil, workWaitingSince: nil)
    }

    func servicePresence() throws -> ServicePresence? {
        ServicePresence(settings: try settings(ServicePresence.settingKeys))
    }

    func setServicePresence(_ presence: ServicePresence) throws {
        for (key, value) in presence.settings { try set(key, to: value) }
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

extension ServicePulse {
    /// - Parameter now: the parameter that is the instant.
    static func columns(now: String) -> String {
        """
        \(ChangeMark.column),
          (SELECT max(last_heartbeat) FROM workers),
          (\(PostgresTransaction.nextBatch(PostgresTransaction.waitingSince, now: now)))
        """
    }

    init(_ row: inout PostgresColumnReader) throws {
        self.init(
            mark: ChangeMark(try row.text()), latestHeartbeat: row.optionalInstant(),
            workWaitingSince: row.optionalInstant())
    }
}
