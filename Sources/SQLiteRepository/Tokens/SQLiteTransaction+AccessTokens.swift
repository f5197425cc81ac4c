import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func page(
        of query: AccessTokenQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<AccessToken> {
        let filter = try AccessTokenCondition(query.filter, scope)
        let isForward = position.isForward
        let isAscending = query.isReversed == isForward
        var beyond = ""
        var arguments = filter.arguments
        if let anchor = position.anchor {
            beyond = " AND t.id \(isAscending ? ">" : "<") ?"
            arguments.append(try anchor.tokenID.rawValue)
        }
        let found = try rows(
            """
            SELECT \(AccessToken.columns.qualified)
            FROM access_tokens AS t
            WHERE true\(filter.condition)\(beyond)
            ORDER BY t.id \(isAscending ? "ASC" : "DESC")
            LIMIT ?
            """, arguments + [limit + 1], decode: AccessToken.init)
        let entries = found.prefix(limit).map { ListPage.Entry(row: $0, anchor: ListAnchor(of: $0)) }
        return ListPage(
            entries: isForward ? entries : entries.reversed(),
            continuation: found.count > limit ? entries.last?.anchor : nil, scanned: entries.count)
    }

    func count(of query: AccessTokenQuery, in scope: OrganizationScope) throws -> ListCount {
        let filter = try AccessTokenCondition(query.filter, scope)
        let count =
            try first(
                """
                SELECT COUNT(*)
                FROM (
                  SELECT 1
                  FROM access_tokens AS t
                  WHERE true\(filter.condition)
                  LIMIT ?)
                """, filter.arguments + [ListBounds.count + 1]
            ) { try $0.int() } ?? 0
        return count > ListBounds.count ? .atLeast(ListBounds.count) : .exactly(count)
    }

    func accessToken(_ id: AccessToken.ID) throws -> AccessToken? {
        try first(
            """
            SELECT \(AccessToken.columns.qualified)
            FROM access_tokens AS t
            WHERE t.id = ?
            """, [id.rawValue], decode: AccessToken.init)
    }

    func accessToken(tokenHash: String) throws -> AccessToken? {
        try first(
            """
            SELECT \(AccessToken.columns.qualified)
            FROM access_tokens AS t
            WHERE t.token_hash = ?
            """, [tokenHash], decode: AccessToken.init)
    }

    func insert(_ token: NewAccessToken) throws -> AccessToken {
        let scopes = Scope.allCases.filter(token.scopes.contains).map(\.rawValue)
        let inserted = try first(
            """
            INSERT INTO access_tokens (
              token_hash, description, scopes, organization_id, expires_at, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
            RETURNING \(AccessToken.columns.plain)
            """,
            [
                token.tokenHash, token.description, JSONRows.list(scopes), token.organizationID?.rawValue,
                token.expiresAt?.milliseconds, now.milliseconds,
            ], decode: AccessToken.init)
        guard let inserted else { throw SlipwayError.unknownValue }
        return inserted
    }

    func deleteAccessToken(_ id: AccessToken.ID) throws {
        try execute("DELETE FROM access_tokens WHERE id = ?", [id.rawValue])
    }

    func recordAccess(_ accesses: [AccessToken.ID: Timestamp]) throws {
        let entries = JSONRows.table(accesses) { [.integer($0.key.rawValue), .integer($0.value.milliseconds)] }
        try execute(
            """
            UPDATE access_tokens
            SET last_accessed_at = MAX(COALESCE(access_tokens.last_accessed_at, entry.at), entry.at)
            FROM (SELECT value ->> 0 AS id, value ->> 1 AS at FROM json_each(?1)) AS entry
            WHERE access_tokens.id = entry.id
            """, [entries])
    }
}
