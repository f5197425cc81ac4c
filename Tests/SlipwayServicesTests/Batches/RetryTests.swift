import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RetryTests {
    @Test func `a retry is a new batch of exactly the devices that failed`() async throws {
        try await withEndedBatch { fleet, batch in
            let retry = try await fleet.updates.retryBatch(batch, as: fleet.ada)
            #expect(!retry.wasRepeat)
            #expect(retry.plan.included.map(\.deviceUID) == ["dev-001", "dev-003"])
            #expect(retry.batch.retryOf == batch && retry.batch.name == "spring retry")
            let kinds = try await fleet.eventKinds().suffix(2)
            #expect(Array(kinds) == [.batchCreated, .batchRetried])
            _ = try await fleet.processor.step()
            let rows = try await fleet.rows(retry.batch.id)
            #expect(rows.map(\.deviceUID) == ["dev-001", "dev-003"])
            #expect(rows.allSatisfy { $0.session?.updateStatus == .initiated })
        }
    }

    @Test func `retried twice it is one batch`() async throws {
        try await withEndedBatch { fleet, batch in
            let first = try await fleet.updates.retryBatch(batch, as: fleet.ada)
            let events = try await fleet.events().count
            let second = try await fleet.updates.retryBatch(batch, as: fleet.ada)
            #expect(second.wasRepeat && second.batch.id == first.batch.id)
            let after = try await fleet.events().count
            #expect(after == events)
        }
    }

    @Test func `a request id that has made something else retries nothing`() async throws {
        try await withEndedBatch { fleet, batch in
            let request = BatchRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"), requestID: "r-1")
            _ = try await fleet.updates.createBatch(request, as: fleet.ada)
            let retry = { @Sendable (key: String, name: String?) in
                try await fleet.updates.retryBatch(batch, name: name, requestID: key, as: fleet.ada)
            }
            #expect(await code { try await retry("r-1", nil) } == "REQUEST_015")
            let first = try await retry("r-2", nil)
            #expect(try await retry("r-2", nil).batch.id == first.batch.id)
            #expect(await code { try await retry("r-2", "again") } == "REQUEST_015")
        }
    }

    @Test func `retried at the same moment by many it is one batch`() async throws {
        try await withEndedBatch { fleet, batch in
            let ids = try await withThrowingTaskGroup(of: UpdateBatch.ID.self) { group in
                for _ in 0..<8 { group.addTask { try await fleet.updates.retryBatch(batch, as: fleet.ada).batch.id } }
                return try await group.reduce(into: Set<UpdateBatch.ID>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
        }
    }

    @Test func `a batch that still runs is not retried`() async throws {
        try await withFleet { fleet in
            let (batch, _) = try await fleet.startBatch(of: 2)
            #expect(await code { try await fleet.updates.retryBatch(batch, as: fleet.ada) } == "BATCH_003")
        }
    }

    @Test func `where nothing failed there is nothing to retry`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 1)
            try await fleet.take(sessions[0], to: .completed)
            #expect(await code { try await fleet.updates.retryBatch(batch, as: fleet.ada) } == "BATCH_004")
        }
    }

    /// Of three devices the first and the last failed.
    private func withEndedBatch(_ body: (StockedFleet, UpdateBatch.ID) async throws -> Void) async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 3)
            for index in [0, 2] {
                _ = try await fleet.updates.fail(sessions[index], reason: "no space", as: fleet.device(index))
            }
            try await fleet.take(sessions[1], of: 1, to: .completed)
            try await body(fleet, batch)
        }
    }
}
