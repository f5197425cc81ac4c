import SlipwayCore
import SlipwayServices
import TestSupport

extension DatabaseWorld {
    /// Past the service, which would leave an event.
    func keep(_ setting: Setting, _ value: String) async throws {
        try await write { try $0.setSetting(setting.name, to: value) }
    }

    /// Events and rollouts for so many days, without an export.
    func keepAll(days: Int) async throws {
        try await keep(.eventRetention, "\(days)")
        try await keep(.rolloutRetention, "\(days)")
        try await keep(.exportBeforeRemoval, "no")
    }

    var eventDetails: [String] {
        get async throws {
            try await read { try $0.page(of: EventQuery(isReversed: true), in: .all, at: .first, limit: 1_000).rows }
                .map(\.detail)
        }
    }
}

extension StockedFleet {
    var retention: RetentionLoop { RetentionLoop(services: services, worker: "worker-1") }

    /// A rollout of as many batches of one device each, cancelled before any of them began.
    func cancelledRollout(batches count: Int) async throws -> Rollout.ID {
        let (id, batches) = try await createRollout(of: Array(repeating: 1, count: count))
        for batch in batches { try await setState(of: batch, to: .cancelled) }
        return id
    }

    func batchCount(of rollout: Rollout.ID) async throws -> Int {
        try await services.repository.read {
            try $0.batches(of: rollout, in: Set(UpdateBatchState.allCases), limit: 1_000).count
        }
    }

    func exists(_ rollout: Rollout.ID) async throws -> Bool {
        try await services.repository.read { try $0.rollout(rollout) != nil }
    }
}

extension Duration {
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
