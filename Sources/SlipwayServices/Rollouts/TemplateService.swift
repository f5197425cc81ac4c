import SlipwayCore

/// Plans of rollouts that are kept under a name, of one organization or for all.
package struct TemplateService: Sendable {
    private let repository: any Repository
    private let settings: ServiceSettings

    init(repository: any Repository, settings: ServiceSettings) {
        self.repository = repository
        self.settings = settings
    }

    /// Those of the principal's organizations and those for all, by their names.
    package func templates(as principal: Principal) async throws -> [SavedTemplate] {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            try reader.templates(in: principal.organization, limit: RolloutTemplate.limit).map { SavedTemplate($0) }
        }
    }

    /// - Throws: TEMPLATE_001.
    package func template(_ id: RolloutTemplate.ID, as principal: Principal) async throws -> SavedTemplate {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { SavedTemplate(try Self.visible(id, as: principal, in: $0)) }
    }

    /// That of the organization, or else that for all.
    ///
    /// - Parameter organization: by its name; none for one that is for all.
    /// - Throws: TEMPLATE_001, ORG_001.
    package func template(
        named name: String, for organization: String?, as principal: Principal
    ) async throws -> SavedTemplate {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            let owner =
                try organization.map { try Self.organization($0, as: principal, in: reader) }
                ?? principal.organization.organizationID
            let own = try owner.flatMap { try reader.template(named: name, of: $0) }
            guard let found = try own ?? reader.template(named: name, of: nil) else {
                throw SlipwayError.templateNotFound(name)
            }
            return SavedTemplate(found)
        }
    }

    /// In place of the one of that name, if there is any.
    ///
    /// - Throws: REQUEST_001 with every fault, ORG_001; AUTH_003 where a principal of one organization saves for all.
    package func save(_ request: TemplateRequest, as principal: Principal) async throws -> SavedTemplate {
        try principal.require(.updatesWrite)
        let faults = request.faults(lossLimit: settings.lossLimit)
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let stored = try StoredTemplatePlan(request.plan, maximumInFlight: request.maximumInFlight)
        return try await repository.write { transaction in
            let owner =
                try request.organization.map { try Self.organization($0, as: principal, in: transaction) }
                ?? principal.organization.organizationID
            try principal.require(.updatesWrite, over: owner)
            if try transaction.template(named: request.name, of: owner) == nil {
                let count = try transaction.templates(
                    in: owner.map { .one($0) } ?? .all, limit: RolloutTemplate.limit
                ).count
                guard count < RolloutTemplate.limit else {
                    throw SlipwayError.invalidRequest([
                        FieldFault(field: "name", fault: "would be one template more than \(RolloutTemplate.limit)")
                    ])
                }
            }
            return SavedTemplate(
                try transaction.save(stored, named: request.name, of: owner, by: principal.name))
        }
    }

    /// Rollouts that were made by it stay as they are.
    ///
    /// - Throws: TEMPLATE_001; AUTH_003 where a principal of one organization deletes one for all.
    package func delete(_ id: RolloutTemplate.ID, as principal: Principal) async throws -> SavedTemplate {
        try principal.require(.updatesWrite)
        return try await repository.write { transaction in
            let found = try Self.visible(id, as: principal, in: transaction)
            try principal.require(.updatesWrite, over: found.organizationID)
            guard try transaction.deleteTemplate(id) else { throw SlipwayError.templateNotFound(id.description) }
            return SavedTemplate(found)
        }
    }

    /// What is for all is seen by all.
    private static func visible(
        _ id: RolloutTemplate.ID, as principal: Principal, in reader: any TemplateReader
    ) throws -> RolloutTemplate {
        guard let found = try reader.template(id),
            found.organizationID == nil || principal.organization.contains(found.organizationID)
        else { throw SlipwayError.templateNotFound(id.description) }
        return found
    }

    private static func organization(
        _ name: String, as principal: Principal, in reader: any OrganizationReader
    ) throws -> Organization.ID {
        guard let found = try reader.organization(named: name), principal.organization.contains(found.id) else {
            throw SlipwayError.organizationNotFound(name)
        }
        return found.id
    }
}
