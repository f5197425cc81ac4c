import SlipwayCore

extension SQLTransaction {
    package func workers(limit: Int) throws -> [Worker] {
        try rows(
            """
            SELECT \(Worker.columns)
            FROM workers
            WHERE \(Worker.isThere)
            ORDER BY last_heartbeat DESC, name
            LIMIT $1
            """, [limit], decode: Worker.init)
    }

    package func lostWorkers(toldSince instant: Timestamp, limit: Int) throws -> [Worker] {
        try rows(
            """
            SELECT \(Worker.columns)
            FROM workers
            WHERE missed_at >= $1 AND missed_at >= last_heartbeat AND \(Worker.isThere)
            ORDER BY missed_at DESC, name
            LIMIT $2
            """, [instant, limit], decode: Worker.init)
    }

    package func hasLostWorkers(silentSince instant: Timestamp) throws -> Bool {
        try first("SELECT EXISTS (SELECT 1 FROM workers WHERE \(Worker.isLost))", lossArguments(instant)) {
            try $0.bool()
        } ?? false
    }

    package func markLostWorkers(silentSince instant: Timestamp) throws -> [Worker] {
        try rows(
            """
            UPDATE workers
            SET missed_at = $3
            WHERE \(Worker.isLost)
            RETURNING \(Worker.columns)
            """, lossArguments(instant) + [now], decode: Worker.init
        ).sorted { $0.name < $1.name }
    }

    package func liveServers(within patience: Duration) throws -> Int {
        try first(
            "SELECT count(*) FROM workers WHERE \(Worker.servers) AND last_heartbeat > $1 AND \(Worker.isThere)",
            [now - patience]
        ) { try $0.int() } ?? 0
    }

    private func lossArguments(_ instant: Timestamp) -> SQLArguments { [instant, now - Worker.lossRetention] }

    package func servicePresence() throws -> ServicePresence? {
        ServicePresence(settings: try settings(ServicePresence.settingKeys))
    }

    package func setServicePresence(_ presence: ServicePresence) throws {
        for (key, value) in presence.settings { try set(key, to: value) }
    }

    package func recordHeartbeat(of worker: String, kind: WorkerKind) throws {
        try execute(
            """
            INSERT INTO workers (name, kind, last_heartbeat)
            VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE
              SET kind = excluded.kind, stopped_at = NULL, missed_at = NULL,
                last_heartbeat = \(dialect.greatest)(workers.last_heartbeat, excluded.last_heartbeat)
            """, [worker, kind.rawValue, now])
    }

    package func recordStop(of worker: String) throws {
        try execute(
            """
            UPDATE workers
            SET stopped_at = \(dialect.greatest)(last_heartbeat, $2)
            WHERE name = $1 AND \(Worker.isThere)
            """, [worker, now])
    }

    package func correctHeartbeats() throws {
        try execute(
            "UPDATE workers SET last_heartbeat = $1 WHERE last_heartbeat > $2", [now, now + PlausibleFuture.past])
    }

    package func hasRemovableWorkers(silentSince instant: Timestamp) throws -> Bool {
        try first(
            "SELECT EXISTS (SELECT 1 FROM workers WHERE \(Worker.isRemovable))",
            [instant, now + PlausibleFuture.past]
        ) { try $0.bool() } ?? false
    }

    package func removeWorkers(silentSince instant: Timestamp) throws -> Int {
        try changes(
            of: "DELETE FROM workers WHERE \(Worker.isRemovable)", [instant, now + PlausibleFuture.past])
    }
}
