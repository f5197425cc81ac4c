import SlipwayCore

/// Which access tokens a list has; tokens are few, so that no index is needed.
enum AccessTokenCondition {
    static func all(_ filter: Filter, _ scope: OrganizationScope) throws -> SQLCondition {
        let scoped = scope.organizationID.map { SQLCondition("t.organization_id = ?", [$0]) }
        return .all([scoped].compactMap { $0 } + (try filter.terms.map { try condition($0.condition) }))
    }

    private static func condition(_ term: FilterTerm.Condition) throws -> SQLCondition {
        switch term {
        case .prefix(let prefix): return .begins("t.description", with: prefix)
        case .isIn(let field, let values, let isNegated):
            let texts = try values.map { value in
                guard case .text(let text) = value else { throw refusal(of: field) }
                return text
            }
            let column =
                switch field.name {
                case "description": "t.description"
                // A token for all belongs to none of them.
                case "organization":
                    "COALESCE((SELECT o.name FROM organizations AS o WHERE o.id = t.organization_id), '')"
                default: throw refusal(of: field)
                }
            let condition = SQLCondition("\(column) = ANY (?::text[])", [SQLArray(texts)])
            return isNegated ? .not(condition) : condition
        case .compare(let field, _, _): throw refusal(of: field)
        }
    }

    private static func refusal(of field: FilterField) -> SlipwayError {
        .invalidRequest([FieldFault(field: "filter", fault: "access tokens cannot be filtered so by \(field.name)")])
    }
}
