/// Whose records a principal may see: a record outside of it is answered as if it did not exist.
package enum OrganizationScope: Hashable, Sendable {
    case all
    case one(Organization.ID)

    package func contains(_ organization: Organization.ID?) -> Bool {
        switch self {
        case .all: true
        case .one(let own): organization == own
        }
    }

    /// The one organization's id, none for all.
    package var organizationID: Organization.ID? {
        switch self {
        case .all: nil
        case .one(let own): own
        }
    }
}
