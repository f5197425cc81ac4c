import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func organization(_ id: Organization.ID) throws -> Organization? {
        try first(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.id = ?
            """, [id.rawValue], decode: Organization.init)
    }

    func organization(named name: String) throws -> Organization? {
        try first(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.name = ?
            """, [name], decode: Organization.init)
    }

    func organizations(_ ids: Set<Organization.ID>) throws -> [Organization] {
        try rows(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.id IN (SELECT value FROM json_each(?))
            ORDER BY o.id
            """, [JSONRows.list(ids.map(\.rawValue))], decode: Organization.init)
    }

    func organizations(named names: Set<String>) throws -> [Organization] {
        try rows(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.name IN (SELECT value FROM json_each(?))
            ORDER BY o.name
            """, [JSONRows.list(names)], decode: Organization.init)
    }

    func page(
        of query: OrganizationQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Organization> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    func count(of query: OrganizationQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }

    func insert(_ organization: NewOrganization) throws -> Organization {
        let inserted = try first(
            """
            INSERT INTO organizations (name, display_name, environment, device_limit, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?5)
            ON CONFLICT (name) DO NOTHING
            RETURNING \(Organization.columns.plain)
            """,
            [
                organization.name, organization.displayName, organization.environment.rawValue,
                organization.deviceLimit, now.milliseconds,
            ], decode: Organization.init)
        guard let inserted else { throw SlipwayError.organizationNameTaken(organization.name) }
        return inserted
    }

    func update(_ organization: Organization) throws {
        // An organization that becomes active again releases its sessions just as the end of a halt does.
        try execute(
            """
            UPDATE organizations
            SET display_name = ?2,
              environment = ?3,
              active = ?4,
              device_limit = ?5,
              halted = ?6,
              halt_released_at = CASE WHEN halted > ?6 OR active < ?4 THEN ?7 ELSE halt_released_at END,
              updated_at = ?7
            WHERE id = ?1
            """,
            [
                organization.id.rawValue, organization.displayName, organization.environment.rawValue,
                organization.active, organization.deviceLimit, organization.halted, now.milliseconds,
            ])
    }
}
