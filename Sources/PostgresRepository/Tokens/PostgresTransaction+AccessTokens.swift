import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func page(
        of query: AccessTokenQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<AccessToken> {
        let isForward = position.isForward
        let isAscending = query.isReversed == isForward
        var conditions = [try AccessTokenCondition.all(query.filter, scope)]
        if let anchor = position.anchor {
            conditions.append(SQLCondition("t.id \(isAscending ? ">" : "<") ?", [try anchor.tokenID]))
        }
        let condition = SQLCondition.all(conditions)
        let found = try rows(
            SQLCondition.numbered(
                """
                SELECT \(AccessToken.columns.qualified)
                FROM access_tokens AS t
                WHERE \(condition.sql)
                ORDER BY t.id \(isAscending ? "ASC" : "DESC")
                LIMIT ?
                """), condition.arguments + [limit + 1], isKept: query.filter.terms.isEmpty, decode: AccessToken.init)
        let entries = found.prefix(limit).map { ListPage.Entry(row: $0, anchor: ListAnchor(of: $0)) }
        return ListPage(
            entries: isForward ? entries : entries.reversed(),
            continuation: found.count > limit ? entries.last?.anchor : nil, scanned: entries.count)
    }

    func count(of query: AccessTokenQuery, in scope: OrganizationScope) throws -> ListCount {
        let condition = try AccessTokenCondition.all(query.filter, scope)
        let count =
            try first(
                SQLCondition.numbered(
                    """
                    SELECT count(*)
                    FROM (
                      SELECT 1
                      FROM access_tokens AS t
                      WHERE \(condition.sql)
                      LIMIT ?) AS found
                    """), condition.arguments + [ListBounds.count + 1], isKept: query.filter.terms.isEmpty
            ) { try $0.int() } ?? 0
        return count > ListBounds.count ? .atLeast(ListBounds.count) : .exactly(count)
    }

    func accessToken(_ id: AccessToken.ID) throws -> AccessToken? {
        try first(
            """
            SELECT \(AccessToken.columns.qualified)
            FROM access_tokens AS t
            WHERE t.id = $1
            """, [id], decode: AccessToken.init)
    }

    func accessToken(tokenHash: String) throws -> AccessToken? {
        try first(
            """
            SELECT \(AccessToken.columns.qualified)
            FROM access_tokens AS t
            WHERE t.token_hash = $1
            """, [tokenHash], decode: AccessToken.init)
    }

    func insert(_ token: NewAccessToken) throws -> AccessToken {
        let scopes = Scope.allCases.filter(token.scopes.contains).map(\.rawValue)
        let inserted = try first(
            """
            INSERT INTO access_tokens (
              token_hash, description, scopes, organization_id, expires_at, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            RETURNING \(AccessToken.columns.plain)
            """,
            [token.tokenHash, token.description, SQLArray(scopes), token.organizationID, token.expiresAt, now],
            decode: AccessToken.init)
        guard let inserted else { throw SlipwayError.unknownValue }
        return inserted
    }

    func deleteAccessToken(_ id: AccessToken.ID) throws {
        try execute("DELETE FROM access_tokens WHERE id = $1", [id])
    }

    func recordAccess(_ accesses: [AccessToken.ID: Timestamp]) throws {
        let fields: [((key: AccessToken.ID, value: Timestamp)) -> (any SQLParameter)?] = [{ $0.key }, { $0.value }]
        try execute(
            """
            UPDATE access_tokens AS t
            SET last_accessed_at = greatest(t.last_accessed_at, entry.at)
            FROM (
              SELECT known.id, list.at
              FROM unnest($1::bigint[], $2::timestamptz[]) AS list (id, at)
              JOIN access_tokens AS known ON known.id = list.id
              ORDER BY known.id FOR NO KEY UPDATE OF known) AS entry
            WHERE t.id = entry.id
            """, SQLArray.columns(of: accesses, fields))
    }
}
