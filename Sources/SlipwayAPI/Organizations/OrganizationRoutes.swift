import SlipwayCore
import SlipwayServices

/// Customers and departments.
struct OrganizationRoutes: Sendable {
    let services: Services

    private static let path = "/organizations/{id}"
    private static let changeable: [JSONSchema.Field] = [
        .optional("display_name", .text(.text)), .optional("environment", .choice(of: Organization.Environment.self)),
        .optional("active", .flag),
        .optional("device_limit", .integer(0...Int64(NewOrganization.deviceLimits.upperBound))),
        .optional("time_zone", .text(.identifier)),
        .optional("approval", .choice(of: ApprovalRule.self)),
    ]

    var all: [Route] {
        [
            Route(
                .get, "/organizations", .scopes([.organizationsRead]), query: ListRequest<OrganizationOrder>.parameters,
                contents: .list("organizations", of: Organization.sample), "List organizations, by name.", handle: list),
            Route(
                .get, Self.path, .scopes([.organizationsRead]), subject: .organization,
                contents: .json(Organization.sample), "Show one organization.",
                handle: show),
            Route(
                .post, "/organizations", .scopes([.organizationsWrite]),
                body: .json(JSONSchema([.required("name", .text(.name))] + Self.changeable)), success: .created,
                contents: .json(Organization.sample),
                "Create an organization. With approval rollouts, the default in production, a second person approves each "
                    + "rollout that may reach its devices; with batches each batch that is created alone, too; with off, none "
                    + "has to.",
                handle: create),
            Route(
                .put, Self.path, .scopes([.organizationsWrite]), subject: .organization,
                body: .json(
                    JSONSchema(Self.changeable + [.optional("bare_signatures", .choice(of: BareSignatureRule.self))])),
                contents: .json(Organization.sample),
                "Change an organization; what is left out stays. bare_signatures says whether its own releases are "
                    + "approved without a signed manifest, time_zone where the times of its rollouts count, and approval "
                    + "whether a second person approves them. A token of one organization changes its display_name and its "
                    + "time_zone only, bare_signatures to refused, and approval to one that asks for more.",
                handle: update),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        let request = try await ListRequest<OrganizationOrder>(call, organizationName: services.name(for: call))
        let page = try await services.organizations.page(
            of: request.query, at: request.position, limit: request.limit, as: call.principal)
        return try .list("organizations", page, of: request.query) { $0 }
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        try .json(try await organization(call))
    }

    @Sendable private func create(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        // An empty name has a code of its own, and so has none.
        let name = fields.optionalText("name") ?? ""
        let new = NewOrganization(
            name: name, displayName: fields.optionalText("display_name"),
            environment: fields.optionalChoice("environment") ?? .production,
            deviceLimit: fields.optionalInteger("device_limit").map { Int($0) } ?? NewOrganization.defaultDeviceLimit,
            timeZone: fields.optionalText("time_zone") ?? NewOrganization.defaultTimeZone,
            approval: fields.optionalChoice("approval"))
        let active = fields.optionalFlag("active")
        fields.add(name.isEmpty ? [] : new.faults)
        try fields.requireSound()
        var organization = try await services.organizations.create(new, as: call.principal)
        if active == false {
            organization = try await services.organizations.update(
                organization.name, OrganizationChange(active: false), as: call.principal)
        }
        return try .json(organization, status: .created)
    }

    @Sendable private func update(_ call: Call) async throws -> Answer {
        let current = try await organization(call)
        var fields = call.fields()
        let change = OrganizationChange(
            displayName: fields.optionalText("display_name"), environment: fields.optionalChoice("environment"),
            active: fields.optionalFlag("active"),
            deviceLimit: fields.optionalInteger("device_limit").map { Int($0) },
            bareSignatures: fields.optionalChoice("bare_signatures"), timeZone: fields.optionalText("time_zone"),
            approval: fields.optionalChoice("approval"))
        try fields.requireSound()
        return try .json(try await services.organizations.update(current.name, change, as: call.principal))
    }

    private func organization(_ call: Call) async throws -> Organization {
        let id: Organization.ID = try call.id { .organizationNotFound($0) }
        return try await services.organizations.organization(id, as: call.principal)
    }
}

extension Services {
    /// The name of an organization that the caller sees; none for any other.
    func name(for call: Call) -> (Organization.ID) async throws -> String? {
        { id in
            do {
                return try await organizations.name(of: id, as: call.principal)
            } catch let error as SlipwayError {
                guard case .organizationNotFound = error else { throw error }
                return nil
            }
        }
    }
}

extension Organization {
    static let sample = Organization(
        id: .init(1), name: "acme", displayName: "Acme", environment: .production, active: true, deviceLimit: 300,
        deviceCount: 1, halted: true, haltReach: .all, haltReleasedAt: .sample, createdAt: .sample, updatedAt: .sample)
}
