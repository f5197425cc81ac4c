import SlipwayCore
import SlipwayServices

/// Access tokens: made, listed, revoked.
struct TokenRoutes: Sendable {
    let services: Services

    private static let creation = JSONSchema([
        .required("description", .text(.name)),
        .required("scopes", .list(.choice(of: Scope.self), count: 1...Scope.allCases.count)),
        .optional("organization_id", .integer(), takesNull: false),
        .optional(
            "expires_in", .text(.pattern("^([1-9][0-9]{0,4}[smh]|[1-9][0-9]{0,3}d|[1-9][0-9]{0,2}w)$")),
            takesNull: false),
    ])

    var all: [Route] {
        let admin = Route.Access.scopes([.admin])
        return [
            Route(
                .post, "/admin/tokens", admin, body: .json(Self.creation), success: .created,
                contents: .json(CreatedTokenDocument(.sample, token: "")),
                "Make an access token; it is shown this once.", handle: create),
            Route(
                .get, "/admin/tokens", admin, query: ListRequest<AccessTokenOrder>.parameters,
                contents: .list("tokens", of: AccessToken.sample), "List access tokens, the newest first.", handle: list
            ),
            Route(
                .delete, "/admin/tokens/{id}", admin, contents: .json(AccessToken.sample),
                "End an access token: on this server at once, on others within a second.", handle: revoke),
        ]
    }

    @Sendable private func create(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let description = fields.text("description")
        var scopes: Set<Scope> = []
        for (index, text) in fields.texts("scopes").enumerated() {
            if let scope: Scope = fields.choice(text, "scopes[\(index)]") { scopes.insert(scope) }
        }
        let organization = fields.optionalInteger("organization_id").map { Organization.ID($0) }
        let lifetime = fields.optionalText("expires_in")
        let expiresIn = lifetime.flatMap { TokenLifetime($0) }
        if lifetime != nil, expiresIn == nil { fields.add("expires_in", "must be a time such as 12h or 30d") }
        try fields.requireSound()
        var name: String?
        if let organization { name = try await services.organizations.name(of: organization, as: call.principal) }
        let created = try await services.authentication.create(
            AccessTokenRequest(
                description: description, scopes: scopes, organization: name, expiresIn: expiresIn?.duration),
            as: call.principal)
        return try .json(CreatedTokenDocument(created), status: .created)
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        let request = try await ListRequest<AccessTokenOrder>(call, organizationName: services.name(for: call))
        let page = try await services.authentication.page(
            of: request.query, at: request.position, limit: request.limit, as: call.principal)
        return try .list("tokens", page, of: request.query) { $0 }
    }

    @Sendable private func revoke(_ call: Call) async throws -> Answer {
        let id: AccessToken.ID = try call.id { .tokenNotFound($0) }
        return try .json(try await services.authentication.revoke(id, as: call.principal))
    }
}
