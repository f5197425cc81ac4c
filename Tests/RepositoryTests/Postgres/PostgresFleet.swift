import SQLStorage
import SlipwayCore
import TestSupport

/// A fleet of any size, made by the server itself: twenty organizations; a batch for every 500 devices, of which every
/// twentieth is under way with all that its screen can show; earlier sessions before each; and two events a device.
///
/// Neighbours in no order of the lists are neighbours in their table, and what happens at the same time in many batches is
/// written side by side: nothing is cheap because it was made in order.
enum PostgresFleet {
    /// Of every device.
    static let token = "token"

    /// - Parameter earlierSessions: of each device, beside the one in its batch.
    static func make(devices count: Int, earlierSessions: Int = 1, in database: PostgresDatabase) async throws {
        let parts = [
            catalog, devices(count), batches(count), history(devices: count, rounds: earlierSessions), sessions(count),
            progress, events,
        ]
        for part in parts { try await database.console.run("\(part); ANALYZE") }
        // What autovacuum does in life.
        try await database.console.run("VACUUM")
    }

    private static let catalog = """
        INSERT INTO organizations (name, display_name, environment, device_limit, created_at, updated_at)
        SELECT 'org-' || lpad(i::text, 3, '0'), 'Organization ' || i, 'production', 10000000, now(), now()
        FROM generate_series(1, 20) AS i;
        INSERT INTO firmware_releases (
          version, version_key, release_channel, storage_path, checksum, sha1, md5, size_bytes, release_status,
          file_name, created_at, updated_at)
        SELECT i || '.0.0', lpad(i::text, 5, '0'), 'production', 'sha256:x', 'c' || i, 'a', 'b', 1000, 'approved',
          'f.bin', now(), now()
        FROM generate_series(1, 5) AS i;
        INSERT INTO workers (name, last_heartbeat) VALUES ('worker-1', now())
        """

    private static func devices(_ count: Int) -> String {
        """
        INSERT INTO devices (
          device_uid, serial_number, organization_id, organization_name, firmware_version, hardware_version,
          token_hash, last_heartbeat, created_at, updated_at)
        SELECT 'gw-' || lpad((i * 104729 % \(count))::text, 7, '0'), 'SN' || lpad((i * 7919 % \(count))::text, 7, '0'),
          o.id, o.name, 1 + i % 5 || '.0.0', 'rev-' || chr(97 + (i % 4)::integer),
          encode(sha256('\(token)'), 'hex'),
          CASE WHEN i % 10 > 0 THEN now() - i * 7919 % 86400 * interval '1 s' END, now(), now()
        FROM generate_series(1::bigint, \(count)) AS i
        JOIN organizations AS o ON o.id = 1 + (i - 1) / 500 % 20
        ORDER BY i
        """
    }

    private static func batches(_ count: Int) -> String {
        """
        INSERT INTO rollouts (name, organization_id, firmware_id, status, created_by, created_at, updated_at)
        SELECT 'r' || i, 1 + (i - 1) % 20, 5, CASE WHEN (i - 1) / 20 % 20 = (i - 1) % 20 THEN 'in_progress' ELSE 'completed' END,
          'ada', now(), now()
        FROM generate_series(1, \(count) / 500) AS i;
        INSERT INTO update_batches (
          name, firmware_id, status, rollout_id, organization_id, wave, sequence, run_after, created_by, created_at,
          updated_at)
        SELECT name, firmware_id, status, id, organization_id, 1, 1, now(), 'ada', now(), now()
        FROM rollouts
        ORDER BY id
        """
    }

    /// Of no batch, so that nothing counts them.
    private static func history(devices count: Int, rounds: Int) -> String {
        """
        SET session_replication_role = replica;
        INSERT INTO update_sessions (
          session_id, device_id, firmware_id, update_status, started_at, completed_at, state_since, created_at,
          updated_at)
        SELECT gen_random_uuid(), i, 1 + round % 4, CASE WHEN i % 20 = 0 THEN 'failed' ELSE 'completed' END, now(), now(),
          now(), now(), now()
        FROM generate_series(1, \(rounds)) AS round
        CROSS JOIN generate_series(1, \(count)) AS i;
        SET session_replication_role = origin
        """
    }

    private static func sessions(_ count: Int) -> String {
        """
        INSERT INTO update_sessions (
          session_id, device_id, firmware_id, update_status, started_at, completed_at, state_since, deadline_at,
          created_at, updated_at)
        SELECT gen_random_uuid(), i, 5, CASE WHEN b.status = 'in_progress' THEN 'initiated' ELSE 'completed' END, now(),
          CASE WHEN b.status <> 'in_progress' THEN now() END, now(),
          CASE WHEN b.status = 'in_progress' THEN now() + interval '1 day' END, now(), now()
        FROM generate_series(1, \(count)) AS i
        JOIN update_batches AS b ON b.id = 1 + (i - 1) / 500
        ORDER BY i;
        INSERT INTO update_batch_devices (
          update_batch_id, device_id, update_session_id, status, from_version, hardware_version, created_at, updated_at)
        SELECT 1 + (s.device_id - 1) / 500, s.device_id, s.session_id,
          CASE WHEN s.update_status = 'initiated' THEN 'initiated' ELSE 'succeeded' END, d.firmware_version,
          d.hardware_version, now(), now()
        FROM update_sessions AS s
        JOIN devices AS d ON d.id = s.device_id
        WHERE s.firmware_id = 5
        ORDER BY s.id
        """
    }

    /// Of the 500 devices of a batch that is under way 60 have acknowledged, 150 are downloading, 30 have flashed, of which
    /// 12 are silent since; 31 failed for three causes, and 129 succeeded in the last forty minutes. Twenty batches at a
    /// time, and of those that end one device each at a time, as in life.
    private static let progress = """
        CREATE TEMPORARY TABLE under_way AS
        SELECT s.id, s.session_id, bd.id AS batch_device_id, (bd.device_id - 1) % 500 AS place,
          (rank() OVER (ORDER BY bd.update_batch_id) - 1) / 10000 AS part
        FROM update_sessions AS s
        JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
        WHERE s.update_status = 'initiated';
        CREATE INDEX ON under_way (part, place);
        DO $body$
        DECLARE
          round bigint;
        BEGIN
          FOR round IN SELECT DISTINCT part FROM under_way ORDER BY part LOOP
            UPDATE update_sessions AS s
            SET update_status = CASE WHEN place < 60 THEN 'acknowledged' WHEN place < 210 THEN 'downloading'
                WHEN place < 240 THEN 'flashed' WHEN place < 271 THEN 'failed' ELSE 'completed' END,
              completed_at = CASE WHEN place >= 240 THEN now() END,
              deadline_at = CASE WHEN place < 240 THEN s.deadline_at END,
              updated_at = now()
            FROM under_way AS known
            WHERE s.id = known.id AND known.part = round AND place < 400;
            FOR ending IN 240..399 LOOP
              UPDATE update_batch_devices AS bd
              SET status = CASE WHEN ending < 271 THEN 'failed' ELSE 'succeeded' END,
                reason_code = CASE WHEN ending < 271 THEN 'device_reported' END,
                reason_key = CASE WHEN ending < 258 THEN 'signature mismatch' WHEN ending < 265 THEN 'no space'
                  WHEN ending < 271 THEN 'flash error #' END,
                updated_at = now() - ending % 40 * interval '1 min'
              FROM under_way AS known
              WHERE bd.id = known.batch_device_id AND known.part = round AND known.place = ending;
            END LOOP;
            UPDATE update_batch_devices AS bd
            SET silent_at = now() - place % 12 * interval '1 min', silent_in = 'flashed', updated_at = now()
            FROM under_way AS known
            WHERE bd.id = known.batch_device_id AND known.part = round AND place BETWEEN 210 AND 221;
          END LOOP;
        END
        $body$;
        INSERT INTO update_batch_phases (update_batch_id, phase, bucket, n)
        SELECT running.id, phase, bucket, 20
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM update_batches WHERE status = 'in_progress')
          AS running
        CROSS JOIN unnest(ARRAY[\(UpdateSessionState.inFlight.sqlNames)]) AS phase
        CROSS JOIN generate_series(1, 8) AS bucket
        ORDER BY (place - 1) / 20, phase, bucket, place
        """

    /// Twenty batches at a time, the first ones last.
    private static let events = """
        SET session_replication_role = replica;
        INSERT INTO events (
          at, kind, actor_kind, actor_name, organization_id, device_id, firmware_id, rollout_id, update_batch_id,
          session_id, detail)
        SELECT now(), kind, 'device', d.device_uid, d.organization_id, d.id, 5, bd.update_batch_id, bd.update_batch_id,
          bd.update_session_id, ''
        FROM unnest(ARRAY['session_downloading', 'session_completed']) AS kind
        CROSS JOIN update_batch_devices AS bd
        JOIN devices AS d ON d.id = bd.device_id
        ORDER BY (bd.update_batch_id - 1) / 20 DESC, kind DESC, bd.device_id % 500, bd.update_batch_id;
        SET session_replication_role = origin
        """
}
