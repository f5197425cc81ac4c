import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    func checkContext(uid: String) throws -> DeviceCheckContext? {
        guard let registered = try registered(uid: uid) else { return nil }
        let session = try sessionContexts(Self.openSession, [registered.device.id.rawValue])
        return DeviceCheckContext(registered, openSession: session.first)
    }

    private static let openSession = contextQuery(
        """
        WHERE s.device_id = ?
          AND s.update_status IN (\(UpdateSessionState.open.sqlNames))
        ORDER BY s.id
        """)
}
