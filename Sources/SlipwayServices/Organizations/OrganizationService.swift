import SlipwayCore

/// Creates, changes and finds organizations.
package struct OrganizationService: Sendable {
    private let repository: any Repository

    init(repository: any Repository) {
        self.repository = repository
    }

    /// - Throws: ORG_004, ORG_005, REQUEST_001; AUTH_003 also for a principal of one organization.
    package func create(_ new: NewOrganization, as principal: Principal) async throws -> Organization {
        try principal.requireAll(.organizationsWrite)
        guard !new.name.allSatisfy(\.isWhitespace) else { throw SlipwayError.organizationNameRequired }
        let faults = new.faults + Self.faults(ofZone: new.timeZone)
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        return try await repository.write { transaction in
            guard try transaction.organization(named: new.name) == nil else {
                throw SlipwayError.organizationNameTaken(new.name)
            }
            let organization = try transaction.insert(new)
            let subject = EventSubject(organizationID: organization.id)
            try transaction.append([
                NewEvent(.organizationCreated, by: principal, on: subject, detail: organization.name)
            ])
            return organization
        }
    }

    /// A change that changes nothing leaves no event.
    ///
    /// - Throws: ORG_001, REQUEST_001; AUTH_003 also where a principal of one organization changes more than the
    ///   display name, the time zone, that bare signatures are refused for its releases, and that its rollouts are approved.
    package func update(
        _ name: String, _ change: OrganizationChange, as principal: Principal
    ) async throws -> Organization {
        try principal.require(.organizationsWrite)
        return try await repository.write { transaction in
            let current = try Self.visible(name, as: principal, in: transaction)
            let changed = change.applied(to: current)
            if OrganizationChange.isGranted(from: current, to: changed) {
                try principal.requireAll(.organizationsWrite)
            }
            var faults = NewOrganization(
                name: current.name, displayName: changed.displayName, environment: changed.environment,
                deviceLimit: changed.deviceLimit
            ).faults.filter { $0.field != "name" }  // It stays, as does one that programs before this one let in.
            if changed.timeZone != current.timeZone { faults += Self.faults(ofZone: changed.timeZone) }
            guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
            guard changed != current else { return current }
            try transaction.update(changed)
            try transaction.append([
                NewEvent(
                    .organizationUpdated, by: principal, on: EventSubject(organizationID: current.id),
                    detail: OrganizationChange.text(from: current, to: changed))
            ])
            return try Self.visible(name, as: principal, in: transaction)
        }
    }

    private static func faults(ofZone name: String) -> [FieldFault] {
        ZonedTime(name) == nil ? [FieldFault(field: "time_zone", fault: ZonedTime.fault(of: name))] : []
    }

    /// - Throws: ORG_001.
    package func organization(named name: String, as principal: Principal) async throws -> Organization {
        try principal.require(.organizationsRead)
        return try await repository.read { try Self.visible(name, as: principal, in: $0) }
    }

    /// - Throws: ORG_001.
    package func organization(_ id: Organization.ID, as principal: Principal) async throws -> Organization {
        try principal.require(.organizationsRead, or: .organizationsWrite)
        return try await repository.read { try Self.visible(id, as: principal, in: $0) }
    }

    /// The name by which the other calls know it; a principal that sees an organization's records may know its name.
    ///
    /// - Throws: ORG_001.
    package func name(of id: Organization.ID, as principal: Principal) async throws -> String {
        try await repository.read { try Self.visible(id, as: principal, in: $0).name }
    }

    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func page(
        of query: OrganizationQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal
    ) async throws -> ListPage<Organization> {
        try principal.require(.organizationsRead)
        return try await repository.read { reader in
            try reader.page(of: query, in: principal.organization, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// As far as one read of bounded work can tell.
    package func count(of query: OrganizationQuery, as principal: Principal) async throws -> ListCount {
        try principal.require(.organizationsRead)
        return try await repository.read { try $0.count(of: query, in: principal.organization) }
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func view(
        of query: OrganizationQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal,
        following shared: SettingService
    ) async throws -> ListView<Organization> {
        try principal.require(.organizationsRead)
        let scope = principal.organization
        return try await .read(
            from: repository, following: shared,
            page: { try $0.page(of: query, in: scope, at: position, limit: PageSize.bounded(limit)) },
            count: { try $0.count(of: query, in: scope) })
    }

    /// Those of the names that exist, set-wise.
    package func resolve(names: Set<String>, as principal: Principal) async throws -> [String: Organization] {
        try principal.require(.organizationsRead, or: .devicesWrite)
        let found = try await repository.read { try $0.organizations(named: names) }
        let visible = found.filter { principal.organization.contains($0.id) }
        return Dictionary(visible.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func visible(
        _ id: Organization.ID, as principal: Principal, in reader: any OrganizationReader
    ) throws -> Organization {
        guard principal.organization.contains(id), let organization = try reader.organization(id) else {
            throw SlipwayError.organizationNotFound(id.description)
        }
        return organization
    }

    private static func visible(
        _ name: String, as principal: Principal, in reader: any OrganizationReader
    ) throws -> Organization {
        guard let organization = try reader.organization(named: name),
            principal.organization.contains(organization.id)
        else { throw SlipwayError.organizationNotFound(name) }
        return organization
    }
}
