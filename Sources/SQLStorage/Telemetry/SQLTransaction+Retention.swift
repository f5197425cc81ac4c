import SlipwayCore

extension SQLTransaction {
    package func retentionHorizon() throws -> Timestamp? {
        try first("SELECT value FROM settings WHERE key = $1", [horizonKey]) { try $0.text() }
            .flatMap(Timestamp.init(setting:))
    }

    package func setRetentionHorizon(_ instant: Timestamp) throws { try set(horizonKey, to: instant.setting) }

    package func telemetry(
        olderThan instant: Timestamp, after anchor: TelemetryMessage.Anchor?, limit: Int
    ) throws -> [TelemetryMessage.Anchor] {
        var beyond = ""
        var arguments: SQLArguments = [instant, limit]
        if let anchor {
            // The first condition alone is one that an index of the instant can be searched by.
            beyond = " AND received_at >= $3 AND (received_at, id) > ($3, $4)"
            arguments += [anchor.receivedAt, anchor.id]
        }
        return try rows(
            """
            SELECT received_at, id
            FROM telemetry\(dialect.indexed(by: "telemetry_by_age"))
            WHERE received_at < $1\(beyond)
            ORDER BY received_at, id
            LIMIT $2
            """, arguments
        ) { TelemetryMessage.Anchor(receivedAt: try $0.instant(), id: try $0.text()) }
    }

    package func deleteTelemetry(_ ids: [String]) throws {
        try execute("DELETE FROM telemetry WHERE id \(dialect.among("$1", .text))", [SQLList(ids)])
    }
}

private let horizonKey = "retention_horizon"
