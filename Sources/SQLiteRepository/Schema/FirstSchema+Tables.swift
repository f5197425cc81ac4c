import SQLRecords
import SlipwayCore

extension FirstSchema {
    /// Instants are milliseconds since 1970 in UTC; every list of states and every figure has its CHECK, since SQLite
    /// cannot add one later.
    static let tables = [
        """
        CREATE TABLE organizations (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE CHECK (name <> ''),
          display_name TEXT NOT NULL,
          environment TEXT NOT NULL CHECK (environment IN ('staging', 'production')),
          active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
          device_limit INTEGER NOT NULL DEFAULT 100 CHECK (device_limit >= 0),
          device_count INTEGER NOT NULL DEFAULT 0 CHECK (device_count >= 0),
          halted INTEGER NOT NULL DEFAULT 0 CHECK (halted IN (0, 1)),
          halt_released_at INTEGER,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE devices (
          id INTEGER PRIMARY KEY,
          device_uid TEXT NOT NULL UNIQUE CHECK (device_uid <> ''),
          serial_number TEXT NOT NULL UNIQUE CHECK (serial_number <> ''),
          organization_id INTEGER NOT NULL REFERENCES organizations (id),
          organization_name TEXT NOT NULL,
          firmware_version TEXT NOT NULL DEFAULT '',
          hardware_version TEXT NOT NULL DEFAULT '',
          active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
          updates_enabled INTEGER NOT NULL DEFAULT 1 CHECK (updates_enabled IN (0, 1)),
          last_heartbeat INTEGER,
          token_hash TEXT,
          reported_version TEXT,
          reported_at INTEGER,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          CHECK ((reported_version IS NULL) = (reported_at IS NULL))
        ) STRICT
        """,
        """
        CREATE TABLE firmware_releases (
          id INTEGER PRIMARY KEY,
          version TEXT NOT NULL UNIQUE,
          version_key TEXT NOT NULL,
          release_channel TEXT NOT NULL CHECK (release_channel IN ('alpha', 'beta', 'production')),
          storage_path TEXT NOT NULL,
          checksum TEXT NOT NULL CHECK (checksum <> ''),
          sha1 TEXT NOT NULL,
          md5 TEXT NOT NULL,
          size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
          digital_signature TEXT,
          release_status TEXT NOT NULL CHECK (release_status IN ('draft', 'testing', 'approved', 'deprecated')),
          release_notes TEXT,
          minimum_version TEXT,
          file_name TEXT NOT NULL,
          hardware_versions TEXT NOT NULL DEFAULT '[]'
            CHECK (json_valid(hardware_versions) AND json_type(hardware_versions) = 'array'),
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE firmware_chunks (
          sha256 TEXT NOT NULL,
          number INTEGER NOT NULL CHECK (number >= 0),
          bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
          UNIQUE (sha256, number)
        ) STRICT
        """,
        """
        CREATE TABLE firmware_uploads (
          sha256 TEXT PRIMARY KEY NOT NULL,
          started_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE rollouts (
          id INTEGER PRIMARY KEY,
          organization_id INTEGER REFERENCES organizations (id),
          name TEXT NOT NULL,
          firmware_id INTEGER NOT NULL REFERENCES firmware_releases (id),
          status TEXT NOT NULL CHECK (status IN (\(openRolloutStates), \(endedRolloutStates))),
          max_in_flight INTEGER NOT NULL DEFAULT 100 CHECK (max_in_flight >= 0),
          released_at INTEGER,
          created_by TEXT NOT NULL,
          request_id TEXT UNIQUE,
          \(counters),
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          \(counterChecks)
        ) STRICT
        """,
        """
        CREATE TABLE update_batches (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          firmware_id INTEGER NOT NULL REFERENCES firmware_releases (id),
          status TEXT NOT NULL CHECK (status IN
            ('pending', 'in_progress', 'paused', 'cancelling', 'cancelled', 'completed', 'failed')),
          rollout_id INTEGER NOT NULL REFERENCES rollouts (id),
          organization_id INTEGER REFERENCES organizations (id),
          wave INTEGER NOT NULL CHECK (wave >= 1),
          sequence INTEGER NOT NULL CHECK (sequence >= 1),
          attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
          run_after INTEGER NOT NULL,
          lease_owner TEXT,
          lease_epoch INTEGER NOT NULL DEFAULT 0 CHECK (lease_epoch >= 0),
          lease_expires_at INTEGER,
          failure_reason TEXT,
          retry_of INTEGER UNIQUE REFERENCES update_batches (id),
          created_by TEXT NOT NULL,
          \(counters),
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL)),
          UNIQUE (rollout_id, sequence),
          \(counterChecks)
        ) STRICT
        """,
        """
        CREATE TABLE update_sessions (
          id INTEGER PRIMARY KEY,
          session_id TEXT NOT NULL UNIQUE CHECK (length(session_id) = 36),
          device_id INTEGER NOT NULL REFERENCES devices (id),
          firmware_id INTEGER NOT NULL REFERENCES firmware_releases (id),
          update_status TEXT NOT NULL CHECK (update_status IN (\(openSessionStates), \(endedSessionStates))),
          progress_percent INTEGER NOT NULL DEFAULT 0 CHECK (progress_percent BETWEEN 0 AND 100),
          bytes_transferred INTEGER NOT NULL DEFAULT 0 CHECK (bytes_transferred >= 0),
          transfer_rate REAL CHECK (transfer_rate >= 0),
          started_at INTEGER NOT NULL,
          completed_at INTEGER,
          reason_code TEXT,
          failure_reason TEXT,
          state_since INTEGER NOT NULL,
          last_report_at INTEGER,
          deadline_at INTEGER,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          CHECK ((completed_at IS NOT NULL) = (update_status IN (\(endedSessionStates)))),
          CHECK (deadline_at IS NULL OR update_status IN (\(openSessionStates)))
        ) STRICT
        """,
        """
        CREATE TABLE update_batch_devices (
          id INTEGER PRIMARY KEY,
          update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
          device_id INTEGER NOT NULL REFERENCES devices (id),
          status TEXT NOT NULL DEFAULT 'pending'
            CHECK (status IN ('pending', 'initiated', 'succeeded', 'failed')),
          update_session_id TEXT REFERENCES update_sessions (session_id),
          from_version TEXT NOT NULL,
          hardware_version TEXT NOT NULL,
          reason_code TEXT,
          failure_reason TEXT,
          reason_key TEXT,
          verified_at INTEGER,
          fell_back_at INTEGER,
          silent_at INTEGER,
          silent_in TEXT CHECK (silent_in IN ('acknowledged', 'downloading', 'flashed')),
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          CHECK ((silent_at IS NULL) = (silent_in IS NULL)),
          CHECK (silent_at IS NULL OR status = 'initiated'),
          CHECK (verified_at IS NULL OR fell_back_at IS NULL),
          CHECK (status <> 'pending' OR update_session_id IS NULL),
          CHECK (status NOT IN ('initiated', 'succeeded') OR update_session_id IS NOT NULL)
        ) STRICT
        """,
        """
        CREATE TABLE telemetry (
          id TEXT PRIMARY KEY NOT NULL,
          device_id INTEGER NOT NULL REFERENCES devices (id),
          telemetry_type TEXT NOT NULL,
          payload TEXT NOT NULL CHECK (json_valid(payload)),
          received_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE access_tokens (
          id INTEGER PRIMARY KEY,
          token_hash TEXT NOT NULL UNIQUE,
          description TEXT NOT NULL,
          scopes TEXT NOT NULL CHECK (json_valid(scopes) AND json_type(scopes) = 'array'),
          organization_id INTEGER REFERENCES organizations (id),
          last_accessed_at INTEGER,
          expires_at INTEGER,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE events (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          at INTEGER NOT NULL,
          kind TEXT NOT NULL,
          actor_kind TEXT NOT NULL CHECK (actor_kind IN ('operator', 'token', 'device', 'worker')),
          actor_name TEXT NOT NULL,
          organization_id INTEGER REFERENCES organizations (id),
          device_id INTEGER REFERENCES devices (id),
          firmware_id INTEGER REFERENCES firmware_releases (id),
          rollout_id INTEGER REFERENCES rollouts (id),
          update_batch_id INTEGER REFERENCES update_batches (id),
          session_id TEXT,
          detail TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE workers (
          name TEXT PRIMARY KEY NOT NULL,
          last_heartbeat INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE settings (
          key TEXT PRIMARY KEY NOT NULL,
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]

    /// The figures of a batch or a rollout.
    private static let counters = BatchCounters.columnNames
        .map { "\($0) INTEGER NOT NULL DEFAULT 0 CHECK (\($0) >= 0)" }
        .joined(separator: ",\n  ")

    private static let counterChecks = """
        CHECK (n_total = n_pending + n_initiated + n_succeeded + n_failed),
          CHECK (n_acknowledged + n_downloading + n_flashed <= n_initiated),
          CHECK (n_silent <= n_initiated),
          CHECK (n_silent_flashed <= n_silent)
        """
}
