package protocol OrganizationReader {
    func organization(_ id: Organization.ID) throws -> Organization?
    func organization(named name: String) throws -> Organization?
    func organizations(_ ids: Set<Organization.ID>) throws -> [Organization]
    func organizations(named names: Set<String>) throws -> [Organization]
    /// Those of `ids` that are inactive, with their names; nothing is held.
    func inactiveOrganizations(among ids: Set<Organization.ID>) throws -> [Organization.ID: String]
    /// Whether one of them has such approved; nothing is held.
    func asksForApproval(of subject: ApprovalSubject, _ reach: ApprovalReach) throws -> Bool
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: OrganizationQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Organization>
    func count(of query: OrganizationQuery, in scope: OrganizationScope) throws -> ListCount
}

extension OrganizationReader {
    /// Whether one of them has its rollouts approved.
    package func asksForApproval(_ reach: ApprovalReach) throws -> Bool {
        try asksForApproval(of: .rollout, reach)
    }
}

package protocol OrganizationWriter {
    /// - Throws: ORG_005 where the name is taken.
    func insert(_ organization: NewOrganization) throws -> Organization
    /// Writes display name, environment, active, limit, halt and whose that is; a halt that ends leaves its instant behind.
    func update(_ organization: Organization) throws
}
