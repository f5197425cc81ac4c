/// What a second person has to approve before it goes out to the devices of an organization.
package enum ApprovalRule: String, CaseIterable, Hashable, Sendable, Codable {
    case off
    /// Every rollout with a plan that may reach one of its devices. A batch that is created alone, and an update of a
    /// single device, need no approval.
    case rollouts

    /// Of an organization that is made now, where nothing is said of it.
    package static func standard(in environment: Organization.Environment) -> ApprovalRule {
        switch environment {
        case .staging: .off
        case .production: .rollouts
        }
    }
}

/// Whose devices a rollout may reach.
package enum ApprovalReach: Hashable, Sendable {
    case all
    case organizations(Set<Organization.ID>)
    case named(Set<String>)
    /// Those of the devices that wait in it.
    case targets(of: Rollout.ID)

    /// - Parameter filter: where it names organizations, no other one is reached.
    package init(of filter: Filter) {
        for term in filter.terms {
            guard case .isIn(let field, let values, isNegated: false) = term.condition, field.name == "organization"
            else { continue }
            self = .named(Set(values.compactMap { if case .text(let name) = $0 { name } else { nil } }))
            return
        }
        self = .all
    }
}
