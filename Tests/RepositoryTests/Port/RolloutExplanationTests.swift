import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Why a rollout of several batches goes as it goes is what all of them say together.
@Suite struct RolloutExplanationTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `causes, what their devices share, and the rate are those of all batches`(
        database: ConformingDatabase
    ) async throws {
        try await withThreeBatches(in: database) { fleet, world, id in
            let start = fleet.clock.now
            try await fleet.failAll(of: id, on: "rev-b")
            let explanation = try await fleet.services.rollouts.explanation(of: id, as: fleet.ada)
            #expect(
                explanation.reasons == [
                    ReasonSummary(
                        cause: .failed("no space"), count: 6, firstAt: start, lastAt: start,
                        commonFactor: CommonFactor(
                            attribute: .hardwareVersion, value: "rev-b", shareOfReason: 1, shareOfBatch: 0.5))
                ])
            #expect(explanation.recentlyFinished == 6)
            #expect(explanation.silentSince == nil)
            let row = try #require(try await fleet.updates.home(as: fleet.ada, endedLimit: 1).rollouts.first)
            #expect(row.attention == .failing)
            #expect(row.summary.reasons == explanation.reasons)
            #expect(row.rate?.finished == 6)
            #expect(try await fleet.services.rollouts.view(of: id, as: fleet.ada).reasons == explanation.reasons)
            fleet.clock.advance(by: .seconds(600))
            #expect(
                try await fleet.services.rollouts.explanation(of: id, as: fleet.ada).recentlyFinished == 0)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the device that is silent for longest may be in any batch`(database: ConformingDatabase) async throws {
        try await withThreeBatches(in: database) { fleet, world, id in
            let first = fleet.clock.now
            for batch in try await fleet.batches(of: id) {
                let row = try await fleet.rows(batch)[0]
                let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                try await fleet.take(try #require(row.session).sessionID, of: index, to: .acknowledged)
                try await world.write { try $0.setSilent([row.batchDevice.id: .acknowledged]) }
                fleet.clock.advance(by: .seconds(60))
            }
            #expect(try await fleet.services.rollouts.explanation(of: id, as: fleet.ada).silentSince == first)
            let row = try #require(try await fleet.updates.home(as: fleet.ada, endedLimit: 1).rollouts.first)
            #expect(row.attention == .stuck)
            #expect(row.summary.silentSince == first)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `home does not take what the latest batch says for what the rollout does`(
        database: ConformingDatabase
    ) async throws {
        try await withThreeBatches(in: database) { fleet, world, id in
            let row = try await fleet.rows(try #require(try await fleet.batches(of: id).last))[0]
            let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
            let session = try #require(row.session).sessionID
            try await fleet.take(session, of: index, to: .acknowledged)
            _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(index))
            let shown = try #require(try await fleet.updates.home(as: fleet.ada, endedLimit: 1).rollouts.first)
            #expect(shown.attention == .running)
            #expect(shown.needsExplanation)
            #expect(shown.rate == nil && shown.summary.reasons.isEmpty)
            #expect(try await world.read { try $0.explanations(of: [:], limit: 3) }.isEmpty)
        }
    }

    /// Twelve devices in three batches, half of them on a hardware of its own.
    private func withThreeBatches(
        in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld, Rollout.ID) async throws -> Void
    ) async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 4
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock, settings: settings)
            try await world.change("UPDATE devices SET hardware_version = 'rev-b' WHERE device_uid > 'dev-006'")
            let id = try await fleet.createPlan(
                waves: [], gate: GateRequest(maximumBad: 1_000, maximumBadShare: 1))
            try await fleet.conduct()
            #expect(try await fleet.batches(of: id).count == 3)
            try await body(fleet, world, id)
        }
    }
}

extension StockedFleet {
    fileprivate func failAll(of rollout: Rollout.ID, on hardware: String) async throws {
        for batch in try await batches(of: rollout) {
            for row in try await rows(batch) where row.batchDevice.hardwareVersion == hardware {
                guard let session = row.session?.sessionID,
                    let index = devices.firstIndex(where: { $0.deviceUID == row.deviceUID })
                else { continue }
                try await take(session, of: index, to: .acknowledged)
                _ = try await updates.fail(session, reason: "no space", as: device(index))
            }
        }
    }
}
