import SlipwayCore

/// Moves places of rollouts to the shards whose devices wait for one, so that none stays idle where it is of no use.
///
/// Any number of processes may do it: where there is nothing to move, it locks nothing.
enum PlaceBalance {
    struct Failure: Sendable {
        let rollout: Rollout.ID
        let error: any Error
    }

    /// - Returns: the rollouts on which it could not work; they are tried again the next time.
    static func restore(in repository: any Repository) async throws -> [Failure] {
        let full = try await repository.ask { try $0.rolloutsWithFullShards() }
        var failures: [Failure] = []
        for rollout in full {
            do {
                let isDue = try await repository.ask { try $0.places(of: rollout)?.rebalanced != nil }
                if isDue { _ = try await repository.write { try $0.rebalancePlaces(of: rollout) } }
            } catch let error where Isolation.concernsRecords(error) {
                failures.append(Failure(rollout: rollout, error: error))
            }
        }
        return failures
    }
}
