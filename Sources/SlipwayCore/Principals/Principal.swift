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

    package init(kind: Kind, name: String, scopes: Set<Scope>, organization: OrganizationScope) {
        self.kind = kind
        self.name = name
        self.scopes = scopes
        self.organization = organization
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
}
