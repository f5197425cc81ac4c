import GRDB
import SQLStorage
import SlipwayCore

/// The rows of a large fleet, each table in one statement; numbers are spread by multiplicative hashing.
struct FleetGeneratorStatements {
    private let fleet: FleetGenerator
    private let now: Int64
    private let inBatches: Int
    private let endedBatches: Int

    init(_ fleet: FleetGenerator) {
        self.fleet = fleet
        now = fleet.now.milliseconds
        inBatches = fleet.batches * fleet.batchSize
        endedBatches = fleet.batches - FleetGenerator.openBatches
    }

    var all: [SQL] {
        [devices, rollouts, batches, sessions, batchDevices, begun, ended, underWay, ends, rolloutEnds, events]
    }

    private var devices: SQL {
        """
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(fleet.devices))
        INSERT INTO devices (id, device_uid, serial_number, organization_id, organization_name, firmware_version,
          hardware_version, active, last_heartbeat, created_at, updated_at)
        SELECT i,
          char(97 + h % 26, 97 + h / 26 % 26, 97 + h / 676 % 26, 97 + h / 17576 % 26, 97 + h / 456976 % 26,
            97 + h / 11881376 % 26) || printf('-%07d', i),
          printf('SN-%08x', h), batch % 20 + 1, 'org-' || (batch % 20 + 1), '4.' || (h / 7 % 10) || '.0',
          char(65 + h / 11 % 4), h % 97 <> 0, CASE WHEN h % 33 = 0 THEN NULL ELSE \(now) - h / 33 % 604800000 END,
          \(now) - 604800000, \(now) - 604800000
        FROM (
          SELECT i, (i * \(Int64(FleetGenerator.multiplier))) & 4294967295 AS h, (i - 1) / \(fleet.batchSize) AS batch
          FROM numbers)
        """
    }

    private var rollouts: SQL {
        """
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(fleet.batches))
        INSERT INTO rollouts (id, organization_id, name, firmware_id, status, created_by, created_at, updated_at)
        SELECT i, (i - 1) % 20 + 1, 'wave ' || i, i % 10 + 1, 'in_progress', 'ops', \(now) - 86400000, \(now) - 3600000
        FROM numbers
        """
    }

    private var batches: SQL {
        """
        INSERT INTO update_batches (id, name, firmware_id, status, rollout_id, organization_id, wave, sequence,
          run_after, created_by, created_at, updated_at)
        SELECT id, name, firmware_id, status, id, organization_id, 1, 1, created_at, created_by, created_at, updated_at
        FROM rollouts
        """
    }

    /// One of twenty failed; those of open batches begin, as all do, as initiated.
    private var sessions: SQL {
        """
        INSERT INTO update_sessions (id, session_id, device_id, firmware_id, update_status, progress_percent,
          started_at, completed_at, reason_code, failure_reason, state_since, deadline_at, created_at, updated_at)
        SELECT id, printf('%08x-0000-4000-8000-%012x', id, id), id, batch % 10 + 1,
          CASE WHEN is_open THEN 'initiated' WHEN h % 20 = 0 THEN 'failed' ELSE 'completed' END,
          CASE WHEN is_open THEN 0 WHEN h % 20 = 0 THEN 40 ELSE 100 END,
          \(now) - 7200000, CASE WHEN is_open THEN NULL ELSE \(now) - 3600000 END,
          CASE WHEN NOT is_open AND h % 20 = 0 THEN 'device_reported' END,
          CASE WHEN NOT is_open AND h % 20 = 0 THEN 'cause ' || char(97 + h / 20 % 4) END,
          \(now) - 3600000, CASE WHEN is_open THEN \(now) + 604800000 END, \(now) - 7200000, \(now) - 3600000
        FROM (
          SELECT id, (id * \(Int64(FleetGenerator.multiplier))) & 4294967295 AS h, (id - 1) / \(fleet.batchSize) + 1 AS batch,
            (id - 1) / \(fleet.batchSize) >= \(endedBatches) AND id % 3 = 0 AS is_open
          FROM devices
          WHERE id <= \(inBatches))
        """
    }

    private var batchDevices: SQL {
        """
        INSERT INTO update_batch_devices (id, update_batch_id, device_id, from_version, hardware_version, created_at,
          updated_at)
        SELECT id, (id - 1) / \(fleet.batchSize) + 1, id, firmware_version, hardware_version, \(now) - 7200000,
          \(now) - 7200000
        FROM devices
        WHERE id <= \(inBatches)
        """
    }

    private var begun: SQL {
        """
        UPDATE update_batch_devices
        SET status = 'initiated', update_session_id = printf('%08x-0000-4000-8000-%012x', id, id)
        """
    }

    private var ended: SQL {
        """
        UPDATE update_batch_devices
        SET status = CASE s.update_status WHEN 'failed' THEN 'failed' ELSE 'succeeded' END,
          reason_code = s.reason_code, failure_reason = s.failure_reason, reason_key = s.failure_reason,
          updated_at = s.updated_at
        FROM update_sessions AS s
        WHERE s.id = update_batch_devices.id AND s.update_status IN (\(sql: UpdateSessionState.ended.sqlNames))
        """
    }

    private var underWay: SQL {
        """
        UPDATE update_sessions
        SET update_status = CASE id % 4 WHEN 1 THEN 'acknowledged' WHEN 2 THEN 'flashed' ELSE 'downloading' END
        WHERE update_status = 'initiated' AND id % 4 <> 0
        """
    }

    private var ends: SQL {
        "UPDATE update_batches SET status = 'completed' WHERE id <= \(endedBatches)"
    }

    private var rolloutEnds: SQL {
        "UPDATE rollouts SET status = 'completed' WHERE id <= \(endedBatches)"
    }

    /// One a device, and its creation for each batch.
    private var events: SQL {
        """
        INSERT INTO events (at, kind, actor_kind, actor_name, organization_id, device_id, firmware_id, rollout_id,
          update_batch_id, session_id, detail)
        SELECT \(now) - 3600000, CASE s.update_status WHEN 'failed' THEN 'session_failed' ELSE 'session_completed' END,
          'device', d.device_uid, d.organization_id, d.id, s.firmware_id, bd.update_batch_id, bd.update_batch_id,
          s.session_id, COALESCE(s.failure_reason, '')
        FROM update_sessions AS s
        JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
        JOIN devices AS d ON d.id = s.device_id
        WHERE s.update_status IN (\(sql: UpdateSessionState.ended.sqlNames))
        ORDER BY s.id
        """
    }
}
