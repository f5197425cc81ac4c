/// A record that carries figures about the rows of others.
package enum CounterSubject: Hashable, Sendable {
    case organization(Organization.ID)
    case rollout(Rollout.ID)
    case batch(UpdateBatch.ID)
}
