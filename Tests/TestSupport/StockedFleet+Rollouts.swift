import SlipwayCore
import SlipwayServices

extension StockedFleet {
    /// A rollout of as many batches as there are counts, each of the next so many devices; all pending.
    package func createRollout(
        of counts: [Int], maximumInFlight: Int = 100, joinsPerMinute: Int? = nil, shards: Int = 1
    ) async throws -> (id: Rollout.ID, batches: [UpdateBatch.ID]) {
        try await services.repository.write { [devices, release, acme] transaction in
            let id = try transaction.insert(
                NewRollout.example(
                    organization: acme.id, firmware: release.id, maximumInFlight: maximumInFlight,
                    joinsPerMinute: joinsPerMinute, shards: shards))
            var rest = devices[...]
            let batches = try counts.map { count in
                let batch = try transaction.insertBatch(of: Array(rest.prefix(count)), into: id)
                rest = rest.dropFirst(count)
                return batch.id
            }
            return (id, batches)
        }
    }

    /// The same, all started; the sessions in the order of the devices.
    package func startRollout(
        of counts: [Int], maximumInFlight: Int = 100, joinsPerMinute: Int? = nil, shards: Int = 1
    ) async throws -> (id: Rollout.ID, batches: [UpdateBatch.ID], sessions: [SessionID]) {
        let (id, batches) = try await createRollout(
            of: counts, maximumInFlight: maximumInFlight, joinsPerMinute: joinsPerMinute, shards: shards)
        while try await processor.step() {}
        var sessions: [SessionID] = []
        for batch in batches { sessions += try await rows(batch).compactMap { $0.session?.sessionID } }
        return (id, batches, sessions)
    }

    package func rollout(_ id: Rollout.ID) async throws -> Rollout { try await services.rollouts.rollout(id, as: ada) }

    /// The rollout's state, and those of its batches.
    package func states(_ id: Rollout.ID, _ batches: [UpdateBatch.ID]) async throws -> [String] {
        var states = [try await rollout(id).status.rawValue]
        for batch in batches { states.append(try await self.batch(batch).status.rawValue) }
        return states
    }
}
