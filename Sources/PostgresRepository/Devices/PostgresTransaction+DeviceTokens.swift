import SQLStorage
import SlipwayCore

/// Logins of the database that may not read the hashes of tokens ask a function about them.
extension PostgresTransaction {
    func hasToken(_ id: Device.ID) throws -> Bool {
        try first("SELECT COALESCE(device_has_token($1, NULL), false)", [id]) { try $0.bool() } ?? false
    }

    func proven(_ claims: Set<TokenClaim>) throws -> Set<TokenClaim> {
        let entries = SQLRows(
            claims, in: dialect, columns: [.integer("device") { $0.device }, .text("hash") { $0.hash }])
        return Set(
            try rows(
                """
                SELECT entry.device, entry.hash
                FROM \(entries.table(as: "entry", at: 1))
                WHERE device_has_token(entry.device, entry.hash)
                """, entries.arguments
            ) { TokenClaim(device: try $0.id(), hash: try $0.text()) })
    }
}
