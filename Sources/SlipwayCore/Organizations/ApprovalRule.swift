/// What a second person has to approve before it goes out to the devices of an organization.
package enum ApprovalRule: String, CaseIterable, Hashable, Sendable, Codable {
    case off
    /// Every rollout with a plan that may reach one of its devices.
    case rollouts
    /// Every batch of one of its devices that is created alone, too. What is tried again, and an update of a single device,
    /// need no approval.
    case batches

    /// Of an organization that is made now, where nothing is said of it.
    package static func standard(in environment: Organization.Environment) -> ApprovalRule {
        switch environment {
        case .staging: .off
        case .production: .rollouts
        }
    }
}

extension ApprovalRule: Comparable {
    /// What asks for less is less.
    package static func < (left: ApprovalRule, right: ApprovalRule) -> Bool { left.strength < right.strength }

    /// Those that ask for the approval of it.
    package static func asking(for subject: ApprovalSubject) -> [ApprovalRule] {
        switch subject {
        case .rollout: allCases.filter { $0 >= .rollouts }
        case .batch: allCases.filter { $0 >= .batches }
        }
    }

    private var strength: Int {
        switch self {
        case .off: 0
        case .rollouts: 1
        case .batches: 2
        }
    }
}

/// What may have to be approved.
package enum ApprovalSubject: CaseIterable, Hashable, Sendable {
    /// With a plan.
    case rollout
    /// Created alone.
    case batch
}

/// Whose devices a rollout may reach.
package enum ApprovalReach: Hashable, Sendable {
    case all
    case organizations(Set<Organization.ID>)
    case named(Set<String>)
    /// Those of the devices that wait in it.
    case targets(of: Rollout.ID)
    /// Those of the devices in its batches.
    case batches(of: Rollout.ID)

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
