import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    /// One statement, since every device of the fleet asks again and again.
    func checkContext(uid: String) throws -> DeviceCheckContext? {
        let statement = PostgresStatement(
            """
            SELECT \(Device.columns.plain), token_hash, ARRAY(
              SELECT ROW (\(SessionContext.allColumns))
              \(SessionContext.source)
              WHERE s.device_id = asking.id
                AND s.update_status IN (\(UpdateSessionState.open.sqlNames))), now()
            FROM devices AS asking
            WHERE device_uid = $1
            """, [uid.sqlValue], isDated: true)
        guard let found = try answers(to: [statement]).first, found.count > 0 else { return nil }
        var row = PostgresColumnReader(found, row: 0)
        return DeviceCheckContext(
            try RegisteredDevice(&row), openSession: try row.records { try SessionContext(&$0, at: now) }.first)
    }
}
