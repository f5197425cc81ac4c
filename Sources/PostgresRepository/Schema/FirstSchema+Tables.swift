import SQLRecords
import SlipwayCore

extension FirstSchema {
    /// No default reads a clock; rows that change often leave room for their next version on the same page.
    static let tables = [
        """
        CREATE TABLE organizations (
          id \(key),
          name \(text) NOT NULL UNIQUE CHECK (name <> ''),
          display_name \(text) NOT NULL,
          environment \(text) NOT NULL CHECK (environment IN ('staging', 'production')),
          active boolean NOT NULL DEFAULT true,
          device_limit bigint NOT NULL DEFAULT 100 CHECK (device_limit >= 0),
          device_count integer NOT NULL DEFAULT 0 CHECK (device_count >= 0),
          halted boolean NOT NULL DEFAULT false,
          halt_released_at \(instant),
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL
        ) WITH (fillfactor = 50)
        """,
        """
        CREATE TABLE devices (
          id \(key),
          device_uid \(text) NOT NULL UNIQUE CHECK (device_uid <> ''),
          serial_number \(text) NOT NULL UNIQUE CHECK (serial_number <> ''),
          organization_id bigint NOT NULL REFERENCES organizations (id),
          organization_name \(text) NOT NULL,
          firmware_version \(text) NOT NULL DEFAULT '',
          hardware_version \(text) NOT NULL DEFAULT '',
          active boolean NOT NULL DEFAULT true,
          updates_enabled boolean NOT NULL DEFAULT true,
          last_heartbeat \(instant),
          token_hash \(text),
          reported_version \(text),
          reported_at \(instant),
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL,
          CHECK ((reported_version IS NULL) = (reported_at IS NULL))
        ) WITH (
          fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)
        """,
        """
        CREATE TABLE firmware_releases (
          id \(key),
          version \(text) NOT NULL UNIQUE,
          version_key \(text) NOT NULL,
          release_channel \(text) NOT NULL CHECK (release_channel IN ('alpha', 'beta', 'production')),
          storage_path \(text) NOT NULL,
          checksum \(text) NOT NULL CHECK (checksum <> ''),
          sha1 \(text) NOT NULL,
          md5 \(text) NOT NULL,
          size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
          digital_signature \(text),
          release_status \(text) NOT NULL CHECK (release_status IN ('draft', 'testing', 'approved', 'deprecated')),
          release_notes \(text),
          minimum_version \(text),
          file_name \(text) NOT NULL,
          hardware_versions text[] NOT NULL DEFAULT '{}',
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL
        )
        """,
        """
        CREATE TABLE firmware_chunks (
          sha256 \(text) NOT NULL,
          number integer NOT NULL CHECK (number >= 0),
          bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
          PRIMARY KEY (sha256, number)
        )
        """,
        // Firmware is compressed already.
        "ALTER TABLE firmware_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL",
        """
        CREATE TABLE firmware_uploads (
          sha256 \(text) PRIMARY KEY,
          started_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL
        )
        """,
        """
        CREATE TABLE rollouts (
          id \(key),
          organization_id bigint REFERENCES organizations (id),
          name \(text) NOT NULL,
          firmware_id bigint NOT NULL REFERENCES firmware_releases (id),
          status \(text) NOT NULL CHECK (status IN (\(openRolloutStates), \(endedRolloutStates))),
          max_in_flight integer NOT NULL DEFAULT 100 CHECK (max_in_flight >= 0),
          released_at \(instant),
          created_by \(text) NOT NULL,
          request_id \(text) UNIQUE,
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL
        ) WITH (fillfactor = 50)
        """,
        """
        CREATE TABLE rollout_counters (
          rollout_id bigint NOT NULL REFERENCES rollouts (id),
          shard smallint NOT NULL CHECK (shard >= 0 AND shard < \(rolloutShards)),
          \(counters),
          PRIMARY KEY (rollout_id, shard),
          \(counterChecks)
        ) WITH (fillfactor = 25)
        """,
        """
        CREATE TABLE update_batches (
          id \(key),
          name \(text) NOT NULL,
          firmware_id bigint NOT NULL REFERENCES firmware_releases (id),
          status \(text) NOT NULL CHECK (status IN
            ('pending', 'in_progress', 'paused', 'cancelling', 'cancelled', 'completed', 'failed')),
          rollout_id bigint NOT NULL REFERENCES rollouts (id),
          organization_id bigint REFERENCES organizations (id),
          wave integer NOT NULL CHECK (wave >= 1),
          sequence integer NOT NULL CHECK (sequence >= 1),
          attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
          run_after \(instant) NOT NULL,
          lease_owner \(text),
          lease_epoch bigint NOT NULL DEFAULT 0 CHECK (lease_epoch >= 0),
          lease_expires_at \(instant),
          failure_reason \(text),
          retry_of bigint UNIQUE REFERENCES update_batches (id),
          created_by \(text) NOT NULL,
          \(counters),
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL,
          CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL)),
          UNIQUE (rollout_id, sequence),
          \(counterChecks)
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200)
        """,
        """
        CREATE TABLE update_sessions (
          id \(key),
          session_id uuid NOT NULL UNIQUE,
          device_id bigint NOT NULL REFERENCES devices (id),
          firmware_id bigint NOT NULL REFERENCES firmware_releases (id),
          update_status \(text) NOT NULL CHECK (update_status IN (\(openSessionStates), \(endedSessionStates))),
          progress_percent integer NOT NULL DEFAULT 0 CHECK (progress_percent BETWEEN 0 AND 100),
          bytes_transferred bigint NOT NULL DEFAULT 0 CHECK (bytes_transferred >= 0),
          transfer_rate double precision CHECK (transfer_rate >= 0),
          started_at \(instant) NOT NULL,
          completed_at \(instant),
          reason_code \(text),
          failure_reason \(text),
          state_since \(instant) NOT NULL,
          last_report_at \(instant),
          deadline_at \(instant),
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL,
          CHECK ((completed_at IS NOT NULL) = (update_status IN (\(endedSessionStates)))),
          CHECK (deadline_at IS NULL OR update_status IN (\(openSessionStates)))
        ) WITH (fillfactor = 85)
        """,
        """
        CREATE TABLE update_batch_devices (
          id \(key),
          update_batch_id bigint NOT NULL REFERENCES update_batches (id),
          device_id bigint NOT NULL REFERENCES devices (id),
          status \(text) NOT NULL DEFAULT 'pending'
            CHECK (status IN ('pending', 'initiated', 'succeeded', 'failed')),
          update_session_id uuid REFERENCES update_sessions (session_id),
          from_version \(text) NOT NULL,
          hardware_version \(text) NOT NULL,
          reason_code \(text),
          failure_reason \(text),
          reason_key \(text),
          verified_at \(instant),
          fell_back_at \(instant),
          silent_at \(instant),
          silent_in \(text) CHECK (silent_in IN ('acknowledged', 'downloading', 'flashed')),
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL,
          CHECK ((silent_at IS NULL) = (silent_in IS NULL)),
          CHECK (silent_at IS NULL OR status = 'initiated'),
          CHECK (verified_at IS NULL OR fell_back_at IS NULL),
          CHECK (status <> 'pending' OR update_session_id IS NULL),
          CHECK (status NOT IN ('initiated', 'succeeded') OR update_session_id IS NOT NULL)
        ) WITH (fillfactor = 70)
        """,
        """
        CREATE TABLE telemetry (
          id \(text) PRIMARY KEY,
          device_id bigint NOT NULL REFERENCES devices (id),
          telemetry_type \(text) NOT NULL,
          payload json NOT NULL,
          received_at \(instant) NOT NULL
        )
        """,
        """
        CREATE TABLE access_tokens (
          id \(key),
          token_hash \(text) NOT NULL UNIQUE,
          description \(text) NOT NULL,
          scopes text[] NOT NULL,
          organization_id bigint REFERENCES organizations (id),
          last_accessed_at \(instant),
          expires_at \(instant),
          created_at \(instant) NOT NULL,
          updated_at \(instant) NOT NULL
        )
        """,
        """
        CREATE TABLE events (
          id \(key),
          xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
          at \(instant) NOT NULL,
          kind \(text) NOT NULL,
          actor_kind \(text) NOT NULL CHECK (actor_kind IN ('operator', 'token', 'device', 'worker')),
          actor_name \(text) NOT NULL,
          organization_id bigint REFERENCES organizations (id),
          device_id bigint REFERENCES devices (id),
          firmware_id bigint REFERENCES firmware_releases (id),
          rollout_id bigint REFERENCES rollouts (id),
          update_batch_id bigint REFERENCES update_batches (id),
          session_id uuid,
          detail \(text) NOT NULL
        )
        """,
        """
        CREATE TABLE workers (
          name \(text) PRIMARY KEY,
          last_heartbeat \(instant) NOT NULL
        ) WITH (fillfactor = 50)
        """,
        """
        CREATE TABLE settings (
          key \(text) PRIMARY KEY,
          value \(text) NOT NULL
        )
        """,
    ]

    /// The figures of a batch, or of one part of a rollout.
    private static let counters = BatchCounters.columnNames
        .map { "\($0) integer NOT NULL DEFAULT 0 CHECK (\($0) >= 0)" }
        .joined(separator: ",\n  ")

    private static let counterChecks = """
        CHECK (n_total = n_pending + n_initiated + n_succeeded + n_failed),
          CHECK (n_acknowledged + n_downloading + n_flashed <= n_initiated),
          CHECK (n_silent <= n_initiated),
          CHECK (n_silent_flashed <= n_silent)
        """
}
