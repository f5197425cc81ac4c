import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

@Suite struct BatchLifeTests {
    @Test func `a batch goes from creation to completion`() async throws {
        try await withRepository { repository, clock in
            let live = try await repository.write { transaction in
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(3, in: organization.id)
                let release = try transaction.insertRelease()
                let batch = try transaction.insertBatch(of: devices, firmware: release.id)
                let sessions = try transaction.startBatch(batch)
                try transaction.complete(sessions[0])
                try transaction.step(sessions[1], to: .failed, reason: .deviceReported, failure: "flash error 17")
                return try transaction.live(batch.id, limits: BatchLiveLimits())
            }
            let counters = try #require(live?.batch.counters)
            #expect(counters == live?.rollout.counters)
            #expect(counters.total == 3)
            #expect(counters.succeeded == 1)
            #expect(counters.failed == 1)
            #expect(live?.reasons.map(\.cause) == [.failed("flash error #")])
            #expect(live?.recentlyFinished == 2)
        }
    }
}
