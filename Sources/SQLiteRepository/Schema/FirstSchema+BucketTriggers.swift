extension FirstSchema {
    /// Reasons, what their devices have in common, and the pace of a batch.
    static let bucketTriggers = [
        """
        CREATE TRIGGER update_batch_devices_attributed AFTER INSERT ON update_batch_devices
        BEGIN
          INSERT INTO update_batch_attributes (update_batch_id, attribute, value, n)
          \(attributes(of: "NEW", columns: ["NEW.update_batch_id"]))
          ON CONFLICT (update_batch_id, attribute, value) DO UPDATE SET n = n + 1;
        END
        """,
        """
        CREATE TRIGGER update_batch_devices_finished AFTER UPDATE OF status ON update_batch_devices
        WHEN NEW.status IN ('succeeded', 'failed') AND OLD.status NOT IN ('succeeded', 'failed')
        BEGIN
          INSERT INTO update_batch_minutes (update_batch_id, minute, n_finished, n_bad)
          VALUES (NEW.update_batch_id, NEW.updated_at / 60000, 1, NEW.status = 'failed')
          ON CONFLICT (update_batch_id, minute)
          DO UPDATE SET n_finished = n_finished + 1, n_bad = n_bad + excluded.n_bad;
        END
        """,
        adding(
            "update_batch_devices_failed", on: "status", when: "NEW.status = 'failed' AND OLD.status <> 'failed'",
            cause: "failed", key: "COALESCE(NEW.reason_key, NEW.reason_code, '')", at: "NEW.updated_at"),
        adding(
            "update_batch_devices_silent_since_flash", on: "silent_in",
            when: "NEW.silent_in IS 'flashed' AND OLD.silent_in IS NOT 'flashed'",
            cause: "silent", key: "''", at: "NEW.silent_at"),
        removing(
            "update_batch_devices_heard_since_flash", on: "silent_in",
            when: "OLD.silent_in IS 'flashed' AND NEW.silent_in IS NOT 'flashed'", cause: "silent"),
        adding(
            "update_batch_devices_fell_back", on: "fell_back_at",
            when: "NEW.fell_back_at IS NOT NULL AND OLD.fell_back_at IS NULL",
            cause: "fell_back", key: "''", at: "NEW.fell_back_at"),
        removing(
            "update_batch_devices_came_back", on: "fell_back_at",
            when: "OLD.fell_back_at IS NOT NULL AND NEW.fell_back_at IS NULL", cause: "fell_back"),
    ]

    /// One more device has a cause of being bad.
    private static func adding(
        _ name: String, on column: String, when: String, cause: String, key: String, at: String
    ) -> String {
        """
        CREATE TRIGGER \(name) AFTER UPDATE OF \(column) ON update_batch_devices
        WHEN \(when)
        BEGIN
          INSERT INTO update_batch_reasons (update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
          VALUES (NEW.update_batch_id, '\(cause)', \(key), NEW.reason_code, 1, \(at), \(at))
          ON CONFLICT (update_batch_id, cause, reason_key)
          DO UPDATE SET n = n + 1,
            first_at = MIN(first_at, excluded.first_at),
            last_at = MAX(last_at, excluded.last_at);
          INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
          \(attributes(of: "NEW", columns: ["NEW.update_batch_id", "'\(cause)'", key]))
          ON CONFLICT (update_batch_id, cause, reason_key, attribute, value) DO UPDATE SET n = n + 1;
        END
        """
    }

    /// A device is no longer bad for that cause; only causes without a text can end.
    private static func removing(_ name: String, on column: String, when: String, cause: String) -> String {
        """
        CREATE TRIGGER \(name) AFTER UPDATE OF \(column) ON update_batch_devices
        WHEN \(when)
        BEGIN
          UPDATE update_batch_reasons
          SET n = n - 1
          WHERE update_batch_id = OLD.update_batch_id AND cause = '\(cause)' AND reason_key = '';
          DELETE FROM update_batch_reasons
          WHERE update_batch_id = OLD.update_batch_id AND cause = '\(cause)' AND reason_key = '' AND n = 0;
          UPDATE update_batch_reason_factors
          SET n = n - 1
          WHERE update_batch_id = OLD.update_batch_id AND cause = '\(cause)' AND reason_key = ''
            AND (attribute = 'hardware_version' AND value = OLD.hardware_version
              OR attribute = 'from_version' AND value = OLD.from_version
              OR attribute = 'organization'
                AND value = (SELECT organization_name FROM devices WHERE id = OLD.device_id));
          DELETE FROM update_batch_reason_factors
          WHERE update_batch_id = OLD.update_batch_id AND cause = '\(cause)' AND reason_key = '' AND n = 0;
        END
        """
    }

    /// The three attributes of a batch device as rows of an insertion that counts 1 each.
    private static func attributes(of row: String, columns: [String]) -> String {
        let columns = columns.joined(separator: ", ")
        return """
            SELECT \(columns), 'hardware_version', \(row).hardware_version, 1 WHERE true
              UNION ALL
              SELECT \(columns), 'from_version', \(row).from_version, 1 WHERE true
              UNION ALL
              SELECT \(columns), 'organization', organization_name, 1 FROM devices WHERE id = \(row).device_id
            """
    }
}
