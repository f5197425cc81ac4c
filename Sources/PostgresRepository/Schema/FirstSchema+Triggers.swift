import SQLRecords
import SlipwayCore

extension FirstSchema {
    /// They count in the statement that moves the rows, decide nothing and read no clock.
    ///
    /// Where many rows move at once they run once for all of them, and lock what they count for in the order of its
    /// ids; a column that rarely changes has a trigger a row, which costs nothing while others change.
    static let triggers = [
        function(
            "devices_inserted",
            """
            UPDATE organizations AS o
            SET device_count = o.device_count + moved.n
            FROM (
              SELECT l.id, c.n
              FROM (SELECT organization_id, count(*) AS n FROM new_rows GROUP BY organization_id) AS c
              JOIN (
                SELECT id FROM organizations
                WHERE id IN (SELECT organization_id FROM new_rows)
                ORDER BY id FOR NO KEY UPDATE) AS l ON l.id = c.organization_id) AS moved
            WHERE o.id = moved.id;
            """),
        statementTrigger("devices_inserted", after: "INSERT", on: "devices", sees: "NEW TABLE AS new_rows"),
        function(
            "devices_moved",
            """
            IF TG_OP <> 'INSERT' THEN
              UPDATE organizations SET device_count = device_count - 1 WHERE id = OLD.organization_id;
            END IF;
            IF TG_OP <> 'DELETE' THEN
              UPDATE organizations SET device_count = device_count + 1 WHERE id = NEW.organization_id;
            END IF;
            """),
        """
        CREATE TRIGGER devices_moved AFTER UPDATE OF organization_id ON devices
        FOR EACH ROW WHEN (OLD.organization_id <> NEW.organization_id)
        EXECUTE FUNCTION devices_moved()
        """,
        "CREATE TRIGGER devices_deleted AFTER DELETE ON devices FOR EACH ROW EXECUTE FUNCTION devices_moved()",

        function(
            "update_batch_devices_inserted",
            """
            \(counting(
                """
                SELECT update_batch_id, count(*) AS total,
                  count(*) FILTER (WHERE status = 'pending') AS pending,
                  count(*) FILTER (WHERE status = 'initiated') AS initiated,
                  count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
                  count(*) FILTER (WHERE status = 'failed') AS failed,
                  0 AS verified, 0 AS fell_back, 0 AS silent, 0 AS silent_flashed
                FROM new_rows
                GROUP BY update_batch_id
                """))
            \(attributing)
            """),
        statementTrigger(
            "update_batch_devices_inserted", after: "INSERT", on: "update_batch_devices",
            sees: "NEW TABLE AS new_rows"),
        function(
            "update_batch_devices_moved",
            """
            \(counting(
                """
                SELECT n.update_batch_id, 0 AS total,
                  \(difference("status = 'pending'")) AS pending,
                  \(difference("status = 'initiated'")) AS initiated,
                  \(difference("status = 'succeeded'")) AS succeeded,
                  \(difference("status = 'failed'")) AS failed,
                  \(difference("verified_at IS NOT NULL")) AS verified,
                  \(difference("fell_back_at IS NOT NULL")) AS fell_back,
                  \(difference("silent_in IS NOT NULL")) AS silent,
                  \(difference("silent_in IS NOT DISTINCT FROM 'flashed'")) AS silent_flashed
                FROM new_rows AS n
                JOIN old_rows AS o ON o.id = n.id
                WHERE n.status <> o.status
                  OR (n.verified_at IS NULL) <> (o.verified_at IS NULL)
                  OR (n.fell_back_at IS NULL) <> (o.fell_back_at IS NULL)
                  OR n.silent_in IS DISTINCT FROM o.silent_in
                GROUP BY n.update_batch_id
                """))
            IF NOT FOUND THEN
              RETURN NULL;
            END IF;
            \(bucketing)
            """),
        statementTrigger(
            "update_batch_devices_moved", after: "UPDATE", on: "update_batch_devices",
            sees: "OLD TABLE AS old_rows NEW TABLE AS new_rows"),

        function(
            "update_sessions_moved",
            """
            UPDATE update_batches
            SET n_acknowledged = n_acknowledged
                + (NEW.update_status = 'acknowledged')::int - (OLD.update_status = 'acknowledged')::int,
              n_downloading = n_downloading
                + (NEW.update_status = 'downloading')::int - (OLD.update_status = 'downloading')::int,
              n_flashed = n_flashed + (NEW.update_status = 'flashed')::int - (OLD.update_status = 'flashed')::int
            WHERE id = (SELECT update_batch_id FROM update_batch_devices WHERE update_session_id = NEW.session_id);
            """),
        """
        CREATE TRIGGER update_sessions_moved AFTER UPDATE OF update_status ON update_sessions
        FOR EACH ROW WHEN (OLD.update_status <> NEW.update_status)
        EXECUTE FUNCTION update_sessions_moved()
        """,

        function(
            "update_batches_inserted",
            """
            INSERT INTO rollout_counters (rollout_id, shard)
            VALUES (NEW.rollout_id, NEW.id % \(rolloutShards))
            ON CONFLICT (rollout_id, shard) DO NOTHING;
            """),
        """
        CREATE TRIGGER update_batches_inserted AFTER INSERT ON update_batches
        FOR EACH ROW EXECUTE FUNCTION update_batches_inserted()
        """,
        function(
            "update_batches_counted",
            """
            UPDATE rollout_counters
            SET \(rolloutFollows)
            WHERE rollout_id = NEW.rollout_id AND shard = NEW.id % \(rolloutShards);
            """),
        """
        CREATE TRIGGER update_batches_counted AFTER UPDATE OF \(counterNames) ON update_batches
        FOR EACH ROW WHEN ((\(names(of: "OLD"))) IS DISTINCT FROM (\(names(of: "NEW"))))
        EXECUTE FUNCTION update_batches_counted()
        """,
    ]

    static func function(_ name: String, _ body: String) -> String {
        """
        CREATE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
        \(body)
          RETURN NULL;
        END
        $body$
        """
    }

    private static func statementTrigger(
        _ name: String, after event: String, on table: String, sees rows: String
    ) -> String {
        """
        CREATE TRIGGER \(name) AFTER \(event) ON \(table)
        REFERENCING \(rows)
        FOR EACH STATEMENT EXECUTE FUNCTION \(name)()
        """
    }

    /// - Parameter changes: a row a batch, with the change of each figure that devices have.
    private static func counting(_ changes: String) -> String {
        """
        WITH changes AS (
        \(changes)),
        locked AS (
          SELECT id FROM update_batches WHERE id IN (SELECT update_batch_id FROM changes) ORDER BY id FOR NO KEY UPDATE)
        UPDATE update_batches AS b
        SET n_total = b.n_total + c.total,
          n_pending = b.n_pending + c.pending,
          n_initiated = b.n_initiated + c.initiated,
          n_succeeded = b.n_succeeded + c.succeeded,
          n_failed = b.n_failed + c.failed,
          n_verified = b.n_verified + c.verified,
          n_fell_back = b.n_fell_back + c.fell_back,
          n_silent = b.n_silent + c.silent,
          n_silent_flashed = b.n_silent_flashed + c.silent_flashed
        FROM changes AS c
        JOIN locked AS l ON l.id = c.update_batch_id
        WHERE b.id = l.id;
        """
    }

    private static func difference(_ condition: String) -> String {
        "sum((n.\(condition))::int - (o.\(condition))::int)"
    }

    private static let counterNames = BatchCounters.columnNames.joined(separator: ", ")

    private static func names(of row: String) -> String {
        BatchCounters.columnNames.map { "\(row).\($0)" }.joined(separator: ", ")
    }

    private static let rolloutFollows = BatchCounters.columnNames
        .map { "\($0) = \($0) + NEW.\($0) - OLD.\($0)" }
        .joined(separator: ",\n    ")
}
