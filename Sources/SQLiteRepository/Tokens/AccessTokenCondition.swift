import GRDB
import SlipwayCore

/// Which access tokens a list has: ` AND …` for each term; tokens are few, so that no index is needed.
struct AccessTokenCondition {
    private(set) var condition: String
    private(set) var arguments: SQLArguments

    init(_ filter: Filter, _ scope: OrganizationScope) throws {
        let scoped = ScopeCondition(scope, column: "t.organization_id")
        (condition, arguments) = (scoped.condition, scoped.arguments)
        for term in filter.terms { try add(term.condition) }
    }

    private mutating func add(_ term: FilterTerm.Condition) throws {
        switch term {
        case .prefix(let prefix):
            let range = PrefixRange(prefix)
            condition += " AND t.description >= ?"
            arguments.append(range.lower)
            if let upper = range.upper {
                condition += " AND t.description < ?"
                arguments.append(upper)
            }
        case .isIn(let field, let values, let isNegated):
            let texts = try values.map { value in
                guard case .text(let text) = value else { throw Self.refusal(of: field) }
                return text
            }
            switch field.name {
            case "description": condition += " AND t.description"
            // A token for all belongs to none of them.
            case "organization":
                condition +=
                    " AND COALESCE((SELECT o.name FROM organizations AS o WHERE o.id = t.organization_id), '')"
            default: throw Self.refusal(of: field)
            }
            condition += "\(isNegated ? " NOT" : "") IN (SELECT value FROM json_each(?))"
            arguments.append(JSONRows.list(texts))
        case .compare(let field, _, _): throw Self.refusal(of: field)
        }
    }

    private static func refusal(of field: FilterField) -> SlipwayError {
        .invalidRequest([FieldFault(field: "filter", fault: "access tokens cannot be filtered so by \(field.name)")])
    }
}
