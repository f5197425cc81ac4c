/// Who calls a service: what `created_by` and the events name, and what the call may see and do.
package struct Principal: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        case `operator`
        case token
        case device
        case worker
    }

    package let kind: Kind
    package let name: String
    package let scopes: Set<Scope>
    package let organization: OrganizationScope
    /// None of what is not an access token.
    package let token: TokenOrigin?

    package init(
        kind: Kind, name: String, scopes: Set<Scope>, organization: OrganizationScope, token: TokenOrigin? = nil
    ) {
        self.kind = kind
        self.name = name
        self.scopes = scopes
        self.organization = organization
        self.token = token
    }

    /// A person at a terminal; every scope unless told otherwise.
    package static func `operator`(
        _ name: String, scopes: Set<Scope> = [.admin], organization: OrganizationScope = .all
    ) -> Principal {
        Principal(kind: .operator, name: name, scopes: scopes, organization: organization)
    }

    /// A background loop.
    package static func worker(_ name: String) -> Principal {
        Principal(kind: .worker, name: name, scopes: [.admin], organization: .all)
    }

    /// A device, which has no scope: its own paths and sessions are all that it may use.
    package static func device(_ uid: String) -> Principal {
        Principal(kind: .device, name: uid, scopes: [], organization: .all)
    }

    /// - Throws: AUTH_003 where none of the scopes is held; `admin` implies every scope.
    package func require(_ scope: Scope, or alternatives: Scope...) throws(SlipwayError) {
        if scopes.contains(.admin) || scopes.contains(scope) { return }
        for alternative in alternatives where scopes.contains(alternative) { return }
        throw .missingScope(scope)
    }

    /// For what belongs to all organizations.
    ///
    /// - Throws: AUTH_003 where the scope is not held, or is held for one organization only.
    package func requireAll(_ scope: Scope) throws(SlipwayError) {
        try require(scope, over: nil)
    }

    /// - Parameter owner: the organization of what is changed; none where it belongs to all.
    /// - Throws: AUTH_003 where the scope is not held, or its reach is less than what is changed.
    package func require(_ scope: Scope, over owner: Organization.ID?) throws(SlipwayError) {
        try require(scope)
        guard organization.contains(owner) else { throw .missingScope(scope, overAll: true) }
    }
}

/// What tells of an access token whose it is.
package struct TokenOrigin: Hashable, Sendable {
    package let description: String
    /// The name of the principal that made it; none where that is not known.
    package let madeBy: String?

    package init(description: String, madeBy: String?) {
        self.description = description
        self.madeBy = madeBy
    }
}

/// Whose records a principal may see: a record outside of it is answered as if it did not exist.
package enum OrganizationScope: Hashable, Sendable {
    case all
    case one(Organization.ID)

    package func contains(_ organization: Organization.ID?) -> Bool {
        switch self {
        case .all: true
        case .one(let own): organization == own
        }
    }

    /// Whether a record is seen that belongs to one organization or, without an owner, to all.
    package func sees(ownedBy owner: Organization.ID?) -> Bool { owner == nil || contains(owner) }

    /// The one organization's id, none for all.
    package var organizationID: Organization.ID? {
        switch self {
        case .all: nil
        case .one(let own): own
        }
    }
}

/// What a principal may do; the names are those of access tokens.
package enum Scope: String, CaseIterable, Hashable, Sendable, Codable {
    case organizationsRead = "organizations:read"
    case organizationsWrite = "organizations:write"
    case devicesRead = "devices:read"
    case devicesWrite = "devices:write"
    case telemetryWrite = "telemetry:write"
    case firmwareRead = "firmware:read"
    case firmwareWrite = "firmware:write"
    case firmwareAdmin = "firmware:admin"
    case updatesRead = "updates:read"
    case updatesStop = "updates:stop"
    case updatesWrite = "updates:write"
    case updatesApprove = "updates:approve"
    case admin
}
