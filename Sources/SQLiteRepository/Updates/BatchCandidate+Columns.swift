import SQLRecords
import SlipwayCore

extension BatchCandidate {
    /// In the order in which they are read, with `d` for the devices.
    static let columns = """
        d.id, d.device_uid, d.organization_id, d.active, d.updates_enabled, d.firmware_version, d.hardware_version,
          EXISTS (
            SELECT 1
            FROM update_sessions AS s
            WHERE s.device_id = d.id
              AND s.update_status IN (\(FirstSchema.openSessionStates)))
        """
}
