extension FirstSchema {
    /// For every device of a batch its attributes.
    static let attributing = """
        INSERT INTO update_batch_attributes (update_batch_id, attribute, value, n)
        SELECT r.update_batch_id, a.attribute, a.value, count(*)
        FROM new_rows AS r
        \(attributes(of: "r"))
        GROUP BY r.update_batch_id, a.attribute, a.value
        ORDER BY r.update_batch_id, a.attribute, a.value
        ON CONFLICT (update_batch_id, attribute, value) DO UPDATE SET n = update_batch_attributes.n + excluded.n;
        """

    /// Reasons, what their devices have in common, and the pace of a batch; whoever gets here holds the batches.
    static let bucketing = """
        INSERT INTO update_batch_minutes (update_batch_id, minute, n_finished, n_bad)
        SELECT n.update_batch_id, floor(extract(epoch FROM n.updated_at) / 60)::bigint, count(*),
          count(*) FILTER (WHERE n.status = 'failed')
        FROM new_rows AS n
        JOIN old_rows AS o ON o.id = n.id
        WHERE n.status IN ('succeeded', 'failed') AND o.status NOT IN ('succeeded', 'failed')
        GROUP BY 1, 2
        ON CONFLICT (update_batch_id, minute)
        DO UPDATE SET n_finished = update_batch_minutes.n_finished + excluded.n_finished,
          n_bad = update_batch_minutes.n_bad + excluded.n_bad;

        WITH added AS (
          \(bad(
              "failed", key: "COALESCE(n.reason_key, n.reason_code, '')", at: "n.updated_at",
              when: "n.status = 'failed' AND o.status <> 'failed'"))
          UNION ALL
          \(bad(
              "silent", key: "''", at: "n.silent_at",
              when: "n.silent_in = 'flashed' AND o.silent_in IS DISTINCT FROM 'flashed'"))
          UNION ALL
          \(bad(
              "fell_back", key: "''", at: "n.fell_back_at",
              when: "n.fell_back_at IS NOT NULL AND o.fell_back_at IS NULL"))),
        factors AS (
          INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
          SELECT r.update_batch_id, r.cause, r.reason_key, a.attribute, a.value, count(*)
          FROM added AS r
          \(attributes(of: "r"))
          GROUP BY 1, 2, 3, 4, 5
          ON CONFLICT (update_batch_id, cause, reason_key, attribute, value)
          DO UPDATE SET n = update_batch_reason_factors.n + excluded.n)
        INSERT INTO update_batch_reasons (update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
        SELECT update_batch_id, cause, reason_key, (array_agg(reason_code ORDER BY id))[1], count(*), min(at), max(at)
        FROM added
        GROUP BY 1, 2, 3
        ORDER BY min(id)
        ON CONFLICT (update_batch_id, cause, reason_key)
        DO UPDATE SET n = update_batch_reasons.n + excluded.n,
          first_at = least(update_batch_reasons.first_at, excluded.first_at),
          last_at = greatest(update_batch_reasons.last_at, excluded.last_at);

        WITH removed AS (
          \(bad(
              "silent", key: "''", at: "n.updated_at",
              when: "o.silent_in = 'flashed' AND n.silent_in IS DISTINCT FROM 'flashed'"))
          UNION ALL
          \(bad(
              "fell_back", key: "''", at: "n.updated_at",
              when: "o.fell_back_at IS NOT NULL AND n.fell_back_at IS NULL"))),
        factors AS (
          UPDATE update_batch_reason_factors AS f
          SET n = f.n - gone.n
          FROM (
            SELECT r.update_batch_id, r.cause, a.attribute, a.value, count(*) AS n
            FROM removed AS r
            \(attributes(of: "r"))
            GROUP BY 1, 2, 3, 4) AS gone
          WHERE f.update_batch_id = gone.update_batch_id AND f.cause = gone.cause AND f.reason_key = ''
            AND f.attribute = gone.attribute AND f.value = gone.value)
        UPDATE update_batch_reasons AS x
        SET n = x.n - gone.n
        FROM (SELECT update_batch_id, cause, count(*) AS n FROM removed GROUP BY 1, 2) AS gone
        WHERE x.update_batch_id = gone.update_batch_id AND x.cause = gone.cause AND x.reason_key = '';
        IF FOUND THEN
          DELETE FROM update_batch_reasons
          WHERE update_batch_id IN (SELECT update_batch_id FROM new_rows) AND reason_key = '' AND n = 0;
          DELETE FROM update_batch_reason_factors
          WHERE update_batch_id IN (SELECT update_batch_id FROM new_rows) AND reason_key = '' AND n = 0;
        END IF;
        """

    /// Devices that are bad, or no longer, for a cause.
    private static func bad(_ cause: String, key: String, at: String, when condition: String) -> String {
        """
        SELECT n.id, n.device_id, n.update_batch_id, '\(cause)' AS cause, \(key) AS reason_key, n.reason_code,
          \(at) AS at, n.hardware_version, n.from_version
        FROM new_rows AS n
        JOIN old_rows AS o ON o.id = n.id
        WHERE \(condition)
        """
    }

    /// Joins the three attributes of a batch device as `a`.
    private static func attributes(of row: String) -> String {
        """
        JOIN devices AS d ON d.id = \(row).device_id
        CROSS JOIN LATERAL (VALUES
          ('hardware_version', \(row).hardware_version), ('from_version', \(row).from_version),
          ('organization', d.organization_name)) AS a (attribute, value)
        """
    }
}
