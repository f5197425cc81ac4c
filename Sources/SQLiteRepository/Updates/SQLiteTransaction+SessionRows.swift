import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func sessionRow(_ id: SessionID) throws -> SessionRow? {
        try first(
            """
            SELECT \(SessionRow.columns)
            FROM \(SessionRow.source)
            WHERE s.session_id = ?
            """, [id.description], decode: SessionRow.init)
    }

    func sessions(ofDevice id: Device.ID, limit: Int) throws -> [SessionRow] {
        try rows(
            """
            SELECT \(SessionRow.columns)
            FROM \(SessionRow.source)
            WHERE s.device_id = ?
            ORDER BY s.id DESC
            LIMIT ?
            """, [id.rawValue, limit], decode: SessionRow.init)
    }
}
