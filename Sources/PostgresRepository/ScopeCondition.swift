import SlipwayCore

/// ` AND column = $n` for one organization, or nothing for all.
struct ScopeCondition {
    let condition: String
    let arguments: SQLArguments

    /// - Parameter position: of the parameter in its statement, from 1.
    init(_ scope: OrganizationScope, column: String, at position: Int) {
        switch scope {
        case .all: (condition, arguments) = ("", [])
        case .one(let id): (condition, arguments) = (" AND \(column) = $\(position)", [id])
        }
    }
}
