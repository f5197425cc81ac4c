import SQLStorage
import SlipwayCore

/// What readers and operators may do with one table; all that is not named here they may not.
struct TablePrivileges: Sendable {
    let table: String
    /// The columns that both may read; all where none is named.
    var readable: [String] = []
    /// The columns that an operator gives a value to in a new row.
    var inserted: [String] = []
    /// The columns that an operator changes; a role that may change none may not lock a row either.
    var updated: [String] = []
    /// Whether an operator removes rows.
    var isDeletedFrom = false

    /// - Parameter reader: the name of a role, as is the other one.
    func statements(reader: String, operator: String) -> [String] {
        let both = "\"\(reader)\", \"\(`operator`)\""
        var statements = [
            "REVOKE ALL ON TABLE \(table) FROM \(both)",
            "GRANT SELECT\(Self.list(readable)) ON TABLE \(table) TO \(both)",
        ]
        var more: [String] = []
        if !inserted.isEmpty { more.append("INSERT\(Self.list(inserted))") }
        if !updated.isEmpty { more.append("UPDATE\(Self.list(updated))") }
        if isDeletedFrom { more.append("DELETE") }
        if !more.isEmpty {
            statements.append("GRANT \(more.joined(separator: ", ")) ON TABLE \(table) TO \"\(`operator`)\"")
        }
        return statements
    }

    private static func list(_ columns: [String]) -> String {
        columns.isEmpty ? "" : " (\(columns.joined(separator: ", ")))"
    }
}

extension TablePrivileges {
    /// Every table of the schema. Figures are moved by triggers, which do it as the owner; what only servers write is
    /// read by the others.
    static let all = [
        TablePrivileges(
            table: "organizations",
            inserted: [
                "name", "display_name", "environment", "device_limit", "time_zone", "approval", "created_at",
                "updated_at",
            ],
            updated: [
                "display_name", "environment", "active", "device_limit", "bare_signatures", "approval", "halted",
                "halt_reach", "halt_released_at", "halted_at", "halted_by", "halt_reason", "time_zone", "updated_at",
            ]),
        // Token hashes are written and never read.
        TablePrivileges(
            table: "devices", readable: Device.columns.names,
            inserted: [
                "device_uid", "serial_number", "organization_id", "organization_name", "hardware_version",
                "token_hash", "created_at", "updated_at",
            ],
            updated: ["active", "updates_enabled", "token_hash", "updated_at"]),
        TablePrivileges(
            table: "access_tokens", readable: AccessToken.columns.names,
            inserted: [
                "token_hash", "description", "scopes", "organization_id", "expires_at", "created_by", "created_at",
                "updated_at",
            ],
            isDeletedFrom: true),
        TablePrivileges(
            table: "firmware_releases",
            inserted: [
                "version", "version_key", "precedence_key", "release_channel", "storage_path", "checksum", "sha1",
                "md5", "size_bytes", "release_status", "release_notes", "minimum_version", "file_name",
                "hardware_versions", "digital_signature", "organization_id", "manifest", "manifest_signature",
                "created_at", "updated_at",
            ],
            updated: ["release_status", "digital_signature", "manifest", "manifest_signature", "updated_at"]),
        TablePrivileges(table: "firmware_chunks", inserted: ["sha256", "number", "bytes"]),
        TablePrivileges(
            table: "firmware_uploads", inserted: ["sha256", "started_at", "updated_at"], updated: ["updated_at"],
            isDeletedFrom: true),
        TablePrivileges(
            table: "rollouts",
            inserted: [
                "organization_id", "name", "firmware_id", "status", "max_in_flight", "per_minute", "bytes_per_second",
                "shards", "created_by", "request_id", "plan", "plan_version", "seed", "start_at", "end_at",
                "window_opens_at", "window_closes_at", "rollback_of", "retry_of_rollout", "walk", "prepares_rollback",
                "created_at", "updated_at",
            ],
            updated: [
                "status", "max_in_flight", "per_minute", "bytes_per_second", "paused_by", "pause_cause",
                "pause_reason", "released_at", "freeze_cursor", "frozen_at", "next_walk_at", "n_targets",
                "n_targets_left", "started_at", "window_opens_at", "window_closes_at", "exclusions",
                "exclusion_cursor", "name", "plan", "plan_version", "revision", "submitted_by", "submitted_at",
                "submitted_count", "submitted_plan", "earlier_plan", "approved_by", "approved_at", "approved_count",
                "prepares_rollback", "rollback_prepared_at", "rollback_draft",
                "updated_at",
            ]),
        TablePrivileges(
            table: "rollout_authors", inserted: ["rollout_id", "kind", "name", "description", "made_by"]),
        TablePrivileges(table: "rollout_places", updated: ["places", "per_minute"]),
        TablePrivileges(
            table: "rollout_waves",
            inserted: ["rollout_id", "wave", "max_bad", "max_bad_share", "minimum_judged", "status", "size_to"],
            updated: [
                "max_bad", "max_bad_share", "minimum_judged", "tripped_at", "tripped_bad", "tripped_judged",
                "accepted_bad", "accepted_judged", "status", "opened_at", "soak_from", "passed_at", "passed_by",
                "pass_reason",
            ]),
        TablePrivileges(
            table: "rollout_targets", inserted: ["rollout_id", "pool", "rank", "device_id"], updated: ["pool"]),
        TablePrivileges(table: "rollout_left_out"),
        TablePrivileges(table: "rollout_exclusions", inserted: ["rollout_id", "reason_code", "n"], updated: ["n"]),
        TablePrivileges(
            table: "rollout_templates",
            inserted: [
                "organization_id", "name", "plan", "plan_version", "max_in_flight", "saved_by", "created_at",
                "updated_at",
            ],
            updated: ["plan", "plan_version", "max_in_flight", "saved_by", "updated_at"], isDeletedFrom: true),
        TablePrivileges(
            table: "request_keys", inserted: ["scope", "key", "body_sha256", "rollout_id", "created_at"]),
        TablePrivileges(table: "rollout_counters"),
        TablePrivileges(
            table: "update_batches",
            inserted: [
                "name", "firmware_id", "status", "rollout_id", "organization_id", "wave", "sequence", "shard",
                "run_after", "retry_of", "created_by", "created_at", "updated_at",
            ],
            updated: ["status", "failure_reason", "updated_at"]),
        TablePrivileges(
            table: "update_batch_devices",
            inserted: [
                "update_batch_id", "device_id", "status", "from_version", "hardware_version", "created_at",
                "updated_at",
            ],
            updated: [
                "status", "silent_at", "silent_in", "reason_code", "failure_reason", "reason_key", "updated_at",
            ]),
        TablePrivileges(
            table: "update_sessions",
            updated: [
                "update_status", "state_since", "completed_at", "deadline_at", "last_report_at", "reason_code",
                "failure_reason", "progress_percent", "updated_at",
            ]),
        // Added to, and neither changed nor taken from; its order is the database's own.
        TablePrivileges(
            table: "events",
            inserted: [
                "at", "kind", "actor_kind", "actor_name", "organization_id", "device_id", "firmware_id", "rollout_id",
                "update_batch_id", "session_id", "detail",
            ]),
        TablePrivileges(
            table: "settings", inserted: ["key", "value"], updated: ["value"], isDeletedFrom: true),
        TablePrivileges(table: "update_batch_phases"),
        TablePrivileges(table: "update_batch_reasons"),
        TablePrivileges(table: "update_batch_reason_factors"),
        TablePrivileges(table: "update_batch_attributes"),
        TablePrivileges(table: "update_batch_minutes"),
        TablePrivileges(table: "telemetry"),
        TablePrivileges(table: "workers"),
        TablePrivileges(table: "counter_differences"),
        TablePrivileges(table: "schema_migrations"),
    ]
}
