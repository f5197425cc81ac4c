import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func workers(limit: Int) throws -> [Worker] {
        try rows(
            """
            SELECT name, last_heartbeat
            FROM workers
            ORDER BY last_heartbeat DESC, name
            LIMIT ?
            """, [limit]
        ) { Worker(name: try $0.text(), lastHeartbeat: try $0.instant()) }
    }

    func pulse() throws -> ServicePulse {
        ServicePulse(
            mark: try changeMark(), latestHeartbeat: try workers(limit: 1).first?.lastHeartbeat,
            workWaitingSince: try batchToStartSince())
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
            VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET last_heartbeat = MAX(last_heartbeat, excluded.last_heartbeat)
            """, [worker, now.milliseconds])
    }

    func removeWorker(_ worker: String) throws {
        try execute("DELETE FROM workers WHERE name = ?", [worker])
    }
}
