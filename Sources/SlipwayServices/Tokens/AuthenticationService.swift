import SlipwayCore

/// Says who a token is, and makes, lists and revokes access tokens.
package struct AuthenticationService: Sendable {
    package let accesses: TokenAccessBuffer
    private let repository: any Repository
    private let identifiers: IdentifierSource
    private let cache: AccessTokenCache?

    init(repository: any Repository, identifiers: IdentifierSource, cache: AccessTokenCache?) {
        self.repository = repository
        self.identifiers = identifiers
        self.cache = cache
        accesses = TokenAccessBuffer(repository: repository)
    }

    /// As it was at most ``AccessTokenCache/validity`` ago where there is a cache; never after this process revoked it.
    ///
    /// - Throws: AUTH_001, AUTH_002.
    package func authenticate(_ token: String) async throws -> Principal {
        let hash = TokenHash.sha256Hex(of: token)
        if let known = cache?.principal(ofHash: hash) { return known }
        let lookUp = cache?.beginLookUp()
        let (record, now) = try await repository.readBriefly { reader in
            // How long the index takes tells of the hash at most, and the token cannot be found from that.
            guard let record = try reader.accessToken(tokenHash: hash) else { throw SlipwayError.invalidToken }
            return (record, reader.now)
        }
        guard !record.hasExpired(at: now) else { throw SlipwayError.tokenExpired }
        await accesses.record(record.id, at: now)
        let principal = Principal(
            kind: .token, name: record.principalName, scopes: Set(record.scopes),
            organization: record.organizationID.map { .one($0) } ?? .all,
            token: TokenOrigin(description: record.description, madeBy: record.createdBy))
        if let cache, let lookUp {
            cache.keep(principal, ofHash: hash, remaining: record.expiresAt.map { $0 - now }, foundBy: lookUp)
        }
        return principal
    }

    /// An unknown device is answered as a wrong token is.
    ///
    /// - Throws: AUTH_001.
    package func authenticateDevice(_ token: String, uid: String) async throws -> Principal {
        let stored = try await repository.readBriefly { try $0.registered(uid: uid)?.tokenHash }
        guard let stored, TokenHash.isEqual(stored, TokenHash.sha256Hex(of: token)) else {
            throw SlipwayError.invalidToken
        }
        return .device(uid)
    }

    /// A principal of one organization makes tokens for that one only. It needs `admin`, which implies every scope that
    /// it may hand out.
    ///
    /// - Throws: REQUEST_001, ORG_001; AUTH_003 also where a principal of one organization asks for all.
    package func create(_ request: AccessTokenRequest, as principal: Principal) async throws -> CreatedAccessToken {
        try principal.require(.admin)
        guard request.faults.isEmpty else { throw SlipwayError.invalidRequest(request.faults) }
        guard request.organization != nil || principal.organization == .all else {
            throw SlipwayError.missingScope(.admin, overAll: true)
        }
        // A write may run again, so that everything random is settled before it.
        let token = identifiers.accessToken()
        let hash = TokenHash.sha256Hex(of: token)
        let record = try await repository.write { transaction in
            let organization = try request.organization.map { name in
                guard let found = try transaction.organization(named: name),
                    principal.organization.contains(found.id)
                else { throw SlipwayError.organizationNotFound(name) }
                return found
            }
            let now = transaction.now
            let record = try transaction.insert(
                NewAccessToken(
                    description: request.description, scopes: request.scopes, organizationID: organization?.id,
                    tokenHash: hash, expiresAt: request.expiresIn.map { now + $0 }, createdBy: principal.name))
            let scopes = record.scopes.map(\.rawValue).joined(separator: " ")
            try transaction.append([
                Self.event(.accessTokenCreated, on: record, by: principal, detail: "\(record.description): \(scopes)")
            ])
            return record
        }
        return CreatedAccessToken(record: record, token: token)
    }

    /// The newest first; expired ones among them.
    ///
    /// - Throws: REQUEST_001.
    package func page(
        of query: AccessTokenQuery = AccessTokenQuery(), at position: PagePosition<ListAnchor>, limit: Int,
        as principal: Principal
    ) async throws -> ListPage<AccessToken> {
        try principal.require(.admin)
        return try await repository.read { reader in
            try reader.page(of: query, in: principal.organization, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// - Throws: REQUEST_001.
    package func count(
        of query: AccessTokenQuery = AccessTokenQuery(), as principal: Principal
    ) async throws -> ListCount {
        try principal.require(.admin)
        return try await repository.read { try $0.count(of: query, in: principal.organization) }
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func view(
        of query: AccessTokenQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal,
        following shared: SettingService
    ) async throws -> ListView<AccessToken> {
        try principal.require(.admin)
        let scope = principal.organization
        return try await .read(
            from: repository, following: shared,
            page: { try $0.page(of: query, in: scope, at: position, limit: PageSize.bounded(limit)) },
            count: { try $0.count(of: query, in: scope) })
    }

    /// Ends a token: on this server at once, on others within ``AccessTokenCache/validity``.
    ///
    /// - Throws: AUTH_004.
    package func revoke(_ id: AccessToken.ID, as principal: Principal) async throws -> AccessToken {
        try principal.require(.admin)
        // Also where the answer of the database was lost, and the token is gone nevertheless.
        defer { cache?.empty() }
        return try await repository.write { transaction in
            guard let record = try transaction.accessToken(id),
                principal.organization.contains(record.organizationID), try transaction.deleteAccessToken(id)
            else { throw SlipwayError.tokenNotFound(id.description) }
            try transaction.append([
                Self.event(.accessTokenRevoked, on: record, by: principal, detail: record.description)
            ])
            return record
        }
    }

    private static func event(
        _ kind: EventKind, on token: AccessToken, by principal: Principal, detail: String
    ) -> NewEvent {
        NewEvent(
            kind, by: principal, on: EventSubject(organizationID: token.organizationID),
            detail: "#\(token.id) \(detail)")
    }
}

extension AccessToken {
    /// Begins with the id, which no other token has: the description is free text.
    fileprivate var principalName: String { "\(id) (\(description))" }
}
