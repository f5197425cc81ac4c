import SlipwayCore

extension SQLTransaction {
    package func page(
        of query: AccessTokenQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<AccessToken> {
        let isForward = position.isForward
        let isAscending = query.isReversed == isForward
        var conditions = [try tokenCondition(query.filter, scope)]
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

    package func count(of query: AccessTokenQuery, in scope: OrganizationScope) throws -> ListCount {
        let condition = try tokenCondition(query.filter, scope)
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

    /// Tokens are few, so that no index is needed.
    private func tokenCondition(_ filter: Filter, _ scope: OrganizationScope) throws -> SQLCondition {
        let scoped = scope.organizationID.map { SQLCondition("t.organization_id = ?", [$0]) }
        return .all([scoped].compactMap { $0 } + (try filter.terms.map { try tokenCondition($0.condition) }))
    }

    private func tokenCondition(_ term: FilterTerm.Condition) throws -> SQLCondition {
        func refusal(of field: FilterField) -> SlipwayError {
            .invalidRequest([
                FieldFault(field: "filter", fault: "access tokens cannot be filtered so by \(field.name)")
            ])
        }
        switch term {
        case .prefix(let prefix): return .begins("t.description", with: prefix)
        case .isIn(let field, let values, let isNegated):
            let texts = try values.map { value in
                guard case .text(let text) = value else { throw refusal(of: field) }
                return text
            }
            let column =
                switch field.name {
                case "description": "t.description"
                // A token for all belongs to none of them.
                case "organization":
                    "COALESCE((SELECT o.name FROM organizations AS o WHERE o.id = t.organization_id), '')"
                default: throw refusal(of: field)
                }
            let condition = SQLCondition("\(column) \(dialect.among("?", .text))", [SQLList(texts)])
            return isNegated ? .not(condition) : condition
        case .compare(let field, _, _): throw refusal(of: field)
        }
    }

    package func accessToken(_ id: AccessToken.ID) throws -> AccessToken? {
        try first(
            """
            SELECT \(AccessToken.columns.qualified)
            FROM access_tokens AS t
            WHERE t.id = $1
            """, [id], decode: AccessToken.init)
    }

    package func accessToken(tokenHash: String) throws -> AccessToken? {
        try first(
            """
            SELECT \(AccessToken.columns.qualified)
            FROM access_tokens AS t
            WHERE t.token_hash = $1
            """, [tokenHash], decode: AccessToken.init)
    }

    package func insert(_ token: NewAccessToken) throws -> AccessToken {
        let scopes = Scope.allCases.filter(token.scopes.contains).map(\.rawValue)
        let inserted = try first(
            """
            INSERT INTO access_tokens (
              token_hash, description, scopes, organization_id, expires_at, created_by, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $7, $6, $6)
            RETURNING \(AccessToken.columns.plain)
            """,
            [
                token.tokenHash, token.description, SQLList(scopes), token.organizationID, token.expiresAt, now,
                token.createdBy,
            ], decode: AccessToken.init)
        guard let inserted else { throw SlipwayError.unknownValue }
        return inserted
    }

    package func deleteAccessToken(_ id: AccessToken.ID) throws -> Bool {
        try changes(of: "DELETE FROM access_tokens WHERE id = $1", [id]) > 0
    }

    package func recordAccess(_ accesses: [AccessToken.ID: Timestamp]) throws {
        let entries = SQLRows(
            accesses, in: dialect, columns: [.integer("id") { $0.key }, .instant("at") { $0.value }])
        try execute(
            """
            UPDATE access_tokens AS t
            SET last_accessed_at = \(dialect.greatest)(COALESCE(t.last_accessed_at, entry.at), entry.at)
            FROM (
              SELECT known.id, list.at
              FROM \(entries.table(as: "list", at: 1))
              \(dialect.joinInOrder) access_tokens AS known ON known.id = list.id
              \(locking("known", inOrderOf: "known.id"))) AS entry
            WHERE t.id = entry.id
            """, entries.arguments)
    }
}
