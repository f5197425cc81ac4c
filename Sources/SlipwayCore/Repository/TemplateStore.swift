package protocol TemplateReader {
    /// Those of the scope and those for all, by their names; one of an organization comes before one for all.
    func templates(in scope: OrganizationScope, limit: Int) throws -> [RolloutTemplate]
    func template(_ id: RolloutTemplate.ID) throws -> RolloutTemplate?
    /// - Parameter organization: whose it is; none for one for all.
    func template(named name: String, of organization: Organization.ID?) throws -> RolloutTemplate?
}

package protocol TemplateWriter {
    /// In place of the one of that name, if there is any, whose id stays.
    func save(
        _ plan: StoredTemplatePlan, named name: String, of organization: Organization.ID?, by principal: String
    ) throws -> RolloutTemplate
    /// - Returns: whether it was there.
    func deleteTemplate(_ id: RolloutTemplate.ID) throws -> Bool
}
