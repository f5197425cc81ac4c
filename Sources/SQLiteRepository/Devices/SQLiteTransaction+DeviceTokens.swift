import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    func hasToken(_ id: Device.ID) throws -> Bool {
        try first(
            """
            SELECT token_hash IS NOT NULL
            FROM devices
            WHERE id = $1
            """, [id]
        ) { try $0.bool() } ?? false
    }

    func proven(_ claims: Set<TokenClaim>) throws -> Set<TokenClaim> {
        let entries = SQLRows(
            claims, in: dialect, columns: [.integer("device") { $0.device }, .text("hash") { $0.hash }])
        return Set(
            try rows(
                """
                SELECT d.id, d.token_hash
                FROM \(entries.table(as: "entry", at: 1))
                JOIN devices AS d ON d.id = entry.device AND d.token_hash = entry.hash
                """, entries.arguments
            ) { TokenClaim(device: try $0.id(), hash: try $0.text()) })
    }
}
