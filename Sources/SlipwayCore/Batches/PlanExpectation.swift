/// What a creation was told that it would do; it is compared in the transaction that creates.
package enum PlanExpectation: Hashable, Sendable {
    /// This plan and no other: for programs, and for the command line after a dry run.
    case exactly(PlanFingerprint)
    /// The plan that a person has looked at and confirmed: few devices may come or go while the confirmation is typed.
    case about(BatchPlan)

    package func admits(_ plan: BatchPlan) -> Bool {
        switch self {
        case .exactly(let fingerprint): plan.fingerprint == fingerprint
        case .about(let seen): !plan.hasDrifted(from: seen)
        }
    }
}

extension BatchPlan {
    /// One device in so many may come or go before a person is asked again.
    package static let toleratedShare = 100

    /// Whether more than one in a hundred devices came or went since the other plan. Who is left out counts for nothing.
    package func hasDrifted(from other: BatchPlan) -> Bool {
        guard fingerprint != other.fingerprint else { return false }
        let before = Set(other.included.map(\.deviceUID))
        let changed = before.symmetricDifference(included.map(\.deviceUID))
        return Self.toleratedShare * changed.count > before.count
    }
}
