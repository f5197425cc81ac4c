/// A halt that holds at this moment.
package struct StandingHalt: Hashable, Sendable {
    /// Whose updates are halted.
    package enum Reach: Hashable, Sendable {
        case everything
        case organization(Organization.ID, name: String)
    }

    package let reach: Reach
    /// None where a program of an earlier release halted it.
    package let note: HaltNote?

    package init(reach: Reach, note: HaltNote?) {
        self.reach = reach
        self.note = note
    }

    /// Whether a principal of the scope may know of it.
    package func concerns(_ scope: OrganizationScope) -> Bool {
        switch reach {
        case .everything: true
        case .organization(let id, _): scope.contains(id)
        }
    }
}

/// Who halted updates, why and since when.
package struct HaltNote: Hashable, Sendable, Codable {
    package let by: String
    package let reason: String
    package let at: Timestamp

    package init(by: String, reason: String, at: Timestamp) {
        self.by = by
        self.reason = reason
        self.at = at
    }
}
