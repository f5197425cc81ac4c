import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    /// One statement, since every device of the fleet asks again and again.
    func checkContext(uid: String) throws -> DeviceCheckContext? {
        try first(
            """
            SELECT \(Device.columns.plain), token_hash, ARRAY(
              SELECT ROW (\(SessionContext.allColumns))
              \(SessionContext.source)
              WHERE s.device_id = asking.id
                AND s.update_status IN (\(UpdateSessionState.open.sqlNames)))
            FROM devices AS asking
            WHERE device_uid = $1
            """, [uid]
        ) { row in
            DeviceCheckContext(
                try RegisteredDevice(&row), openSession: try row.records { try SessionContext(&$0) }.first)
        }
    }
}
