import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func sessionRow(_ id: SessionID) throws -> SessionRow? {
        try first(
            """
            SELECT \(SessionRow.columns)
            FROM \(SessionRow.source)
            WHERE s.session_id = $1
            """, [id], decode: SessionRow.init)
    }

    func sessions(ofDevice id: Device.ID, limit: Int) throws -> [SessionRow] {
        try rows(
            """
            SELECT \(SessionRow.columns)
            FROM \(SessionRow.source)
            WHERE s.device_id = $1
            ORDER BY s.id DESC
            LIMIT $2
            """, [id, limit], decode: SessionRow.init)
    }
}
