import SlipwayCore

extension SQLTransaction {
    package func templates(in scope: OrganizationScope, limit: Int) throws -> [RolloutTemplate] {
        let isScoped = scope.organizationID == nil ? "" : "WHERE organization_id = $2 OR organization_id IS NULL"
        return try rows(
            """
            SELECT \(RolloutTemplate.columns.plain)
            FROM rollout_templates
            \(isScoped)
            ORDER BY name, organization_id IS NULL, id
            LIMIT $1
            """, [limit] + (scope.organizationID.map { [$0] } ?? []), decode: RolloutTemplate.init)
    }

    package func template(_ id: RolloutTemplate.ID) throws -> RolloutTemplate? {
        try first(
            "SELECT \(RolloutTemplate.columns.plain) FROM rollout_templates WHERE id = $1", [id],
            decode: RolloutTemplate.init)
    }

    package func template(named name: String, of organization: Organization.ID?) throws -> RolloutTemplate? {
        try first(
            """
            SELECT \(RolloutTemplate.columns.plain)
            FROM rollout_templates
            WHERE COALESCE(organization_id, 0) = $1 AND name = $2
            """, [organization?.rawValue ?? 0, name], decode: RolloutTemplate.init)
    }

    package func save(
        _ plan: StoredTemplatePlan, named name: String, of organization: Organization.ID?, by principal: String
    ) throws -> RolloutTemplate {
        let saved = try first(
            """
            INSERT INTO rollout_templates (
              organization_id, name, plan, plan_version, max_in_flight, saved_by, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            ON CONFLICT (COALESCE(organization_id, 0), name) DO UPDATE
            SET plan = excluded.plan,
              plan_version = excluded.plan_version,
              max_in_flight = excluded.max_in_flight,
              saved_by = excluded.saved_by,
              updated_at = excluded.updated_at
            RETURNING \(RolloutTemplate.columns.plain)
            """, [organization, name, plan.text, plan.version, plan.maximumInFlight, principal, now],
            decode: RolloutTemplate.init)
        guard let saved else { throw SlipwayError.unknownValue }
        return saved
    }

    package func deleteTemplate(_ id: RolloutTemplate.ID) throws -> Bool {
        try changes(of: "DELETE FROM rollout_templates WHERE id = $1", [id]) > 0
    }
}

extension RolloutTemplate {
    fileprivate static let columns = Columns(
        [
            "id", "organization_id", "name", "plan", "plan_version", "max_in_flight", "saved_by", "created_at",
            "updated_at",
        ], of: "template")

    fileprivate init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), organizationID: row.optionalID(), name: try row.text(),
            plan: StoredTemplatePlan(
                text: try row.text(), version: try row.int(),
                maximumInFlight: row.optionalInt64().map { Int($0) }),
            savedBy: try row.text(), createdAt: try row.instant(), updatedAt: try row.instant())
    }
}
