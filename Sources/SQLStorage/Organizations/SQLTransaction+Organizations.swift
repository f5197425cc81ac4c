import SlipwayCore

extension SQLTransaction {
    package func organization(_ id: Organization.ID) throws -> Organization? {
        try first(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.id = $1\(locking("o"))
            """, [id], decode: Organization.init)
    }

    package func organization(named name: String) throws -> Organization? {
        try first(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.name = $1\(locking("o"))
            """, [name], decode: Organization.init)
    }

    /// In a write, with the places that are free until its end: who registers at the same time waits.
    package func organizations(_ ids: Set<Organization.ID>) throws -> [Organization] {
        try rows(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.id \(dialect.among("$1", .integer))
            ORDER BY o.id\(locking("o"))
            """, [SQLList(ids)], decode: Organization.init)
    }

    package func organizations(named names: Set<String>) throws -> [Organization] {
        try rows(
            """
            SELECT \(Organization.columns.qualified)
            FROM organizations AS o
            WHERE o.name \(dialect.among("$1", .text))
            ORDER BY o.name
            """, [SQLList(names)], decode: Organization.init)
    }

    package func inactiveOrganizations(among ids: Set<Organization.ID>) throws -> [Organization.ID: String] {
        guard !ids.isEmpty else { return [:] }
        let found: [(Organization.ID, String)] = try rows(
            """
            SELECT id, name
            FROM organizations
            WHERE id \(dialect.among("$1", .integer))
              AND NOT active
            """, [SQLList(ids)]
        ) { (try $0.id(), try $0.text()) }
        return Dictionary(found) { first, _ in first }
    }

    package func asksForApproval(of subject: ApprovalSubject, _ reach: ApprovalReach) throws -> Bool {
        let rules = ApprovalRule.asking(for: subject).sqlNames
        let asking = "SELECT EXISTS (SELECT 1 FROM organizations WHERE approval IN (\(rules))"
        let found: Bool? =
            switch reach {
            case .all: try first("\(asking))", []) { try $0.bool() }
            case .organizations(let ids):
                try first("\(asking) AND id \(dialect.among("$1", .integer)))", [SQLList(ids.sorted())]) {
                    try $0.bool()
                }
            case .named(let names):
                try first("\(asking) AND name \(dialect.among("$1", .text)))", [SQLList(names.sorted())]) {
                    try $0.bool()
                }
            case .targets(let rollout):
                try first(
                    """
                    \(asking) AND id IN (
                      SELECT d.organization_id
                      FROM rollout_targets AS t
                      JOIN devices AS d ON d.id = t.device_id
                      WHERE t.rollout_id = $1))
                    """, [rollout]
                ) { try $0.bool() }
            case .batches(let rollout):
                try first(
                    """
                    \(asking) AND id IN (
                      SELECT d.organization_id
                      FROM update_batches AS b
                      JOIN update_batch_devices AS bd ON bd.update_batch_id = b.id
                      JOIN devices AS d ON d.id = bd.device_id
                      WHERE b.rollout_id = $1))
                    """, [rollout]
                ) { try $0.bool() }
            }
        return found ?? false
    }

    package func page(
        of query: OrganizationQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Organization> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    package func count(of query: OrganizationQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }

    package func insert(_ organization: NewOrganization) throws -> Organization {
        let inserted = try first(
            """
            INSERT INTO organizations (
              name, display_name, environment, device_limit, time_zone, approval, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $6, $7, $5, $5)
            ON CONFLICT (name) DO NOTHING
            RETURNING \(Organization.columns.plain)
            """,
            [
                organization.name, organization.displayName, organization.environment.rawValue,
                organization.deviceLimit, now, organization.timeZone, organization.approval.rawValue,
            ], decode: Organization.init)
        guard let inserted else { throw SlipwayError.organizationNameTaken(organization.name) }
        return inserted
    }

    package func update(_ organization: Organization) throws {
        // An organization that becomes active again releases its sessions just as the end of a halt does.
        try execute(
            """
            UPDATE organizations
            SET display_name = $2,
              environment = $3,
              active = $4,
              device_limit = $5,
              bare_signatures = $9,
              time_zone = $10,
              approval = $11,
              halted = $6,
              halt_reach = CASE WHEN $6 THEN $8 END,
              halt_released_at = CASE WHEN halted > $6 OR active < $4 THEN $7 ELSE halt_released_at END,
              updated_at = $7
            WHERE id = $1
            """,
            [
                organization.id, organization.displayName, organization.environment.rawValue, organization.active,
                organization.deviceLimit, organization.halted, now, organization.haltReach?.rawValue,
                organization.bareSignatures.rawValue, organization.timeZone, organization.approval.rawValue,
            ])
    }
}
