import SQLStorage
import SlipwayCore
import TestSupport

/// What a crash may leave behind, in either database.
enum FleetDamage {
    /// Everything that is there, in words; empty where nothing is lost, doubled or stuck.
    static func all(in console: PostgresConsole, deviceCount: Int) async throws -> [String] {
        var damage = try await CounterRecount.differences(in: console)
        for (what, sql) in mustBeZero {
            let count = try await console.run(sql).joined().joined()
            if count != "0" { damage.append("\(what): \(count)") }
        }
        let devices = try await console.run("SELECT count(*) FROM devices").joined().joined()
        if devices != "\(deviceCount)" { damage.append("devices: \(devices) of \(deviceCount)") }
        return damage
    }

    /// Counts, each with what it counts.
    static let mustBeZero: [RolloutLoss.Rule] = [
        (
            "devices with two open sessions",
            """
            SELECT count(*) FROM (
              SELECT device_id FROM update_sessions
              WHERE update_status IN (\(UpdateSessionState.open.sqlNames))
              GROUP BY device_id HAVING count(*) > 1) AS crowded
            """
        ),
        (
            "ended sessions whose device is still initiated",
            """
            SELECT count(*) FROM update_batch_devices AS device
            JOIN update_sessions AS session ON session.session_id = device.update_session_id
            WHERE device.status = 'initiated' AND session.update_status IN (\(UpdateSessionState.ended.sqlNames))
            """
        ),
        (
            "open sessions whose device is not initiated",
            """
            SELECT count(*) FROM update_sessions AS session
            LEFT JOIN update_batch_devices AS device ON device.update_session_id = session.session_id
            WHERE session.update_status IN (\(UpdateSessionState.open.sqlNames))
              AND COALESCE(device.status, '') <> 'initiated'
            """
        ),
        (
            "batches with only ended devices that have not ended",
            """
            SELECT count(*) FROM update_batches
            WHERE n_pending + n_initiated = 0 AND status NOT IN (\(UpdateBatchState.ended.sqlNames))
            """
        ),
        (
            "completed sessions of another version than the device's, which has not fallen back",
            """
            SELECT count(*) FROM devices AS device
            JOIN update_sessions AS session ON session.id =
              (SELECT max(id) FROM update_sessions WHERE device_id = device.id AND update_status = 'completed')
            JOIN firmware_releases AS firmware ON firmware.id = session.firmware_id
            JOIN update_batch_devices AS member ON member.update_session_id = session.session_id
            WHERE NOT EXISTS (
                SELECT 1 FROM update_sessions AS later WHERE later.device_id = device.id AND later.id > session.id)
              AND (device.firmware_version <> firmware.version) <> (member.fell_back_at IS NOT NULL)
            """
        ),
    ]
}
