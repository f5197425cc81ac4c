import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Devices of a rollout that are tried again, by what went wrong, on every database.
@Suite struct RolloutRetryTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a retry takes exactly the devices with the reason`(database: ConformingDatabase) async throws {
        try await withFailures(in: database) { fleet, world, id in
            let full = try await fleet.services.rollouts.retry(
                id, RetryGroup(.failed, reasonKey: "no space"), as: fleet.ada)
            #expect(full.devices == 4)
            let rollout = try #require(full.rollout)
            #expect(rollout.name == "spring retry")
            #expect(rollout.origin == .retry(of: id))
            #expect(rollout.firmwareID == fleet.release.id)
            try await fleet.conduct()
            #expect(try await Set(fleet.devices(of: rollout.id)) == ["dev-001", "dev-002", "dev-003", "dev-004"])
            #expect(try await fleet.rollout(rollout.id).targets?.isFrozen == true)
            #expect(try await fleet.waves(of: rollout.id).map(\.wave.sizeTo) == [4])
            #expect(try await fleet.waves(of: rollout.id)[0].gate?.rule == .standard(devices: 4, inFlight: 100))
            try await fleet.completeAll(of: rollout.id)
            try await fleet.conduct()
            #expect(try await fleet.rollout(rollout.id).status == .completed)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `devices that were never reached are tried again by the code of that`(
        database: ConformingDatabase
    ) async throws {
        try await withFailures(in: database) { fleet, _, id in
            fleet.clock.advance(by: .seconds(8 * 86_400))
            _ = try await fleet.sweep.step()
            let retried = try await fleet.services.rollouts.retry(
                id, RetryGroup(.failed, reasonCode: .notReached), as: fleet.ada)
            #expect(retried.devices == 3)
            try await fleet.conduct()
            let rollout = try #require(retried.rollout)
            #expect(try await Set(fleet.devices(of: rollout.id)) == ["dev-007", "dev-008", "dev-009"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a retry is made as often as wanted, and once for each request id`(
        database: ConformingDatabase
    ) async throws {
        try await withFailures(in: database) { fleet, _, id in
            let (rollouts, group) = (fleet.services.rollouts, RetryGroup(.failed, reasonKey: "no space"))
            let first = try await rollouts.retry(id, group, requestID: "r-1", as: fleet.ada)
            let repeated = try await rollouts.retry(id, group, requestID: "r-1", as: fleet.ada)
            #expect(repeated.wasRepeat)
            #expect(repeated.rollout?.id == first.rollout?.id)
            let other = try await rollouts.retry(id, group, as: fleet.ada)
            #expect(other.rollout?.id != first.rollout?.id)
            let another = RetryGroup(.failed, reasonKey: "no power")
            let code = await fleet.code { try await rollouts.retry(id, another, requestID: "r-1", as: fleet.ada) }
            #expect(code == "REQUEST_015")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a cause that no device has is refused, and so is one that says too much or too little`(
        database: ConformingDatabase
    ) async throws {
        try await withFailures(in: database) { fleet, _, id in
            let rollouts = fleet.services.rollouts
            func code(_ group: RetryGroup) async -> String? {
                await fleet.code { try await rollouts.retry(id, group, as: fleet.ada) }
            }
            #expect(await code(RetryGroup(.failed, reasonKey: "no such")) == "ROLLOUT_006")
            #expect(await code(RetryGroup(.lost)) == "ROLLOUT_006")
            #expect(await code(RetryGroup(.failed)) == "REQUEST_001")
            #expect(await code(RetryGroup(.failed, reasonKey: "a", reasonCode: .noReport)) == "REQUEST_001")
            #expect(await code(RetryGroup(.fellBack, reasonKey: "a")) == "REQUEST_001")
            let open = try await rollouts.rollouts(areOpen: true, limit: 10, as: fleet.ada)
            #expect(open.map(\.id) == [id])
        }
    }

    /// Nine devices: four failed for want of space, two for want of power, and three are offered the release.
    private func withFailures(
        in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld, Rollout.ID) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 9, in: world.repository, clock: world.clock)
            let lenient = GateRequest(maximumBad: 100, maximumBadShare: 1)
            let id = try await fleet.createPlan(waves: [], gate: lenient)
            try await fleet.conduct()
            for row in try await fleet.rows(try await fleet.batches(of: id)[0]) {
                let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                let session = try #require(row.session).sessionID
                guard index < 6 else { continue }
                _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
                let reason = index < 4 ? "no space" : "no power"
                _ = try await fleet.updates.fail(session, reason: reason, as: fleet.device(index))
            }
            try await body(fleet, world, id)
        }
    }
}
