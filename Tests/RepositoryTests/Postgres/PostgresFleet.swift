import TestSupport

/// A fleet of any size, made by the server itself: twenty organizations, a batch for every 500 devices of which every
/// twentieth is under way, a failed session before each, and an event for every device.
enum PostgresFleet {
    static func make(devices count: Int, in database: PostgresDatabase) async throws {
        for statement in [catalog, devices(count), batches(count), sessions(count), events(count)] {
            try await database.console.run("\(statement); ANALYZE")
        }
    }

    private static let catalog = """
        INSERT INTO organizations (name, display_name, environment, device_limit, created_at, updated_at)
        SELECT 'org-' || lpad(i::text, 3, '0'), 'Organization ' || i, 'production', 1000000, now(), now()
        FROM generate_series(1, 20) AS i;
        INSERT INTO firmware_releases (
          version, version_key, release_channel, storage_path, checksum, sha1, md5, size_bytes, release_status,
          file_name, created_at, updated_at)
        SELECT i || '.0.0', lpad(i::text, 5, '0'), 'production', 'sha256:x', 'c' || i, 'a', 'b', 1000, 'approved',
          'f.bin', now(), now()
        FROM generate_series(1, 5) AS i
        """

    private static func devices(_ count: Int) -> String {
        """
        INSERT INTO devices (
          device_uid, serial_number, organization_id, organization_name, firmware_version, hardware_version,
          last_heartbeat, created_at, updated_at)
        SELECT 'gw-' || lpad(i::text, 7, '0'), 'SN' || lpad((i::bigint * 7919 % \(count))::text, 7, '0'), 1 + i % 20,
          'org-' || lpad((1 + i % 20)::text, 3, '0'), 1 + i % 5 || '.0.0', 'rev-' || chr(97 + i % 4),
          CASE WHEN i % 10 > 0 THEN now() - i % 86400 * interval '1 s' END, now(), now()
        FROM generate_series(1, \(count)) AS i
        """
    }

    private static func batches(_ count: Int) -> String {
        """
        INSERT INTO rollouts (name, organization_id, firmware_id, status, created_by, created_at, updated_at)
        SELECT 'r' || i, 1 + i % 20, 5, CASE WHEN i % 20 = 0 THEN 'in_progress' ELSE 'completed' END, 'ada', now(), now()
        FROM generate_series(1, \(count) / 500) AS i;
        INSERT INTO update_batches (
          name, firmware_id, status, rollout_id, organization_id, wave, sequence, run_after, created_by, created_at,
          updated_at)
        SELECT name, firmware_id, status, id, organization_id, 1, 1, now(), 'ada', now(), now()
        FROM rollouts
        ORDER BY id
        """
    }

    private static func sessions(_ count: Int) -> String {
        """
        INSERT INTO update_sessions (
          session_id, device_id, firmware_id, update_status, started_at, completed_at, state_since, created_at,
          updated_at)
        SELECT gen_random_uuid(), i, 4, 'failed', now(), now(), now(), now(), now()
        FROM generate_series(1, \(count)) AS i;
        INSERT INTO update_sessions (
          session_id, device_id, firmware_id, update_status, started_at, completed_at, state_since, deadline_at,
          created_at, updated_at)
        SELECT gen_random_uuid(), i, 5, CASE WHEN ended.at IS NULL THEN 'initiated' ELSE 'completed' END, now(), ended.at,
          now(), CASE WHEN ended.at IS NULL THEN now() + interval '1 day' END, now(), now()
        FROM generate_series(1, \(count)) AS i
        CROSS JOIN LATERAL (SELECT CASE WHEN (1 + (i - 1) / 500) % 20 <> 0 THEN now() END) AS ended (at);
        INSERT INTO update_batch_devices (
          update_batch_id, device_id, update_session_id, status, from_version, hardware_version, created_at, updated_at)
        SELECT 1 + (device_id - 1) / 500, device_id, session_id,
          CASE WHEN update_status = 'initiated' THEN 'initiated' ELSE 'succeeded' END, '1.0.0', 'rev-a', now(), now()
        FROM update_sessions
        WHERE firmware_id = 5
        ORDER BY device_id
        """
    }

    private static func events(_ count: Int) -> String {
        """
        INSERT INTO events (
          at, kind, actor_kind, actor_name, organization_id, device_id, update_batch_id, detail)
        SELECT now(), 'session_completed', 'device', 'gw', 1 + i % 20, i, 1 + (i - 1) / 500, ''
        FROM generate_series(1, \(count)) AS i
        """
    }
}
