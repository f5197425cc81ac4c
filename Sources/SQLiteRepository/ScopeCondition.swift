import GRDB
import SlipwayCore

/// ` AND column = ?` for one organization, or nothing for all.
struct ScopeCondition {
    let condition: String
    let arguments: SQLArguments

    init(_ scope: OrganizationScope, column: String) {
        switch scope {
        case .all: (condition, arguments) = ("", [])
        case .one(let id): (condition, arguments) = (" AND \(column) = ?", [id.rawValue])
        }
    }
}
