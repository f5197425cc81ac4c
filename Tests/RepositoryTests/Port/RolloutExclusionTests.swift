import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Devices that are left out of a rollout under way, on every database.
@Suite struct RolloutExclusionTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `an exclusion holds at once, whatever the device does meanwhile`(database: ConformingDatabase) async throws {
        try await withFleet(of: 60, in: database) { fleet, _ in
            let id = try await fleet.createPlan(waves: [])
            try await fleet.conduct()
            let rows = try await fleet.rows(try await fleet.batches(of: id)[0])
            let moment = Moment()
            // Whoever asks after the exclusion has returned is held; others were before it.
            let late = try await withThrowingTaskGroup(of: Bool.self) { group in
                for row in rows {
                    guard let session = row.session?.sessionID,
                        let index = fleet.devices.firstIndex(where: { $0.deviceUID == row.deviceUID })
                    else { continue }
                    group.addTask {
                        let isLate = await moment.isOver
                        let code = await fleet.code {
                            try await fleet.updates.acknowledge(session, as: fleet.device(index))
                        }
                        return isLate && index < 20 && code == nil
                    }
                    if index == 30 {
                        _ = try await fleet.exclude("hardware=rev-c", from: id)
                        await moment.end()
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(late == 0)
            for row in rows {
                let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                let session = try #require(row.session).sessionID
                let code = await fleet.code {
                    try await fleet.updates.readBytes(session, offset: 0, size: 1, as: fleet.device(index))
                }
                #expect(code == (index < 20 ? "UPDATE_014" : nil))
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what waits and what has not flashed is taken out as left out, and the rest goes on`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 60, in: database) { fleet, world in
            let id = try await fleet.createPlan(waves: [30])
            try await fleet.conduct()
            let rows = try await fleet.rows(try await fleet.batches(of: id)[0])
            let excluded = rows.filter { $0.deviceUID < "dev-021" }
            let flashed = try #require(excluded.first)
            let index = try #require(fleet.devices.firstIndex { $0.deviceUID == flashed.deviceUID })
            try await fleet.take(try #require(flashed.session).sessionID, of: index, to: .flashed)
            let before = try await fleet.events().count

            let answer = try await fleet.exclude("hardware=rev-c", from: id)
            #expect(answer.devices == 19)
            #expect(try await fleet.eventKinds(after: before) == [.devicesExcluded])
            try await fleet.conduct()
            let rollout = try await fleet.rollout(id)
            #expect(rollout.exclusion == StandingExclusion(text: "hardware=rev-c", cursor: nil))
            #expect(rollout.counters.leftOut == excluded.count - 1)
            #expect(rollout.counters.bad == 0)
            #expect(rollout.targets?.left == 30 - (20 - excluded.count))
            #expect(try await world.read { try $0.exclusions(of: id) } == [.excluded: 20 - excluded.count])
            let codes = try await fleet.rows(try await fleet.batches(of: id)[0]).compactMap(\.batchDevice.reasonCode)
            #expect(codes == Array(repeating: .excluded, count: excluded.count - 1))
            #expect(try await world.wrongFigures() == [])

            // The one that had flashed finishes, and the others take the release.
            _ = try await fleet.updates.complete(
                try #require(flashed.session).sessionID, checksum: fleet.release.checksum, as: fleet.device(index))
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            fleet.clock.advance(by: .seconds(1_800))
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .completed)
            #expect(try await fleet.rollout(id).counters.succeeded == 41)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout that stands still, or is not settled yet, leaves them out as well`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 60, in: database) { fleet, world in
            let first = try await fleet.createPlan(waves: [30])
            _ = try await fleet.exclude("hardware=rev-c and organization=acme", from: first)
            try await fleet.conduct()
            #expect(try await fleet.rollout(first).targets?.total == 40)
            #expect(try await world.read { try $0.exclusions(of: first) } == [.excluded: 20])
            _ = try await fleet.services.rollouts.pause(first, as: fleet.ada)
            _ = try await fleet.exclude("uid in (dev-021,dev-022,dev-023)", from: first)
            try await fleet.conduct()
            let rollout = try await fleet.rollout(first)
            #expect(rollout.status == .paused)
            #expect(rollout.exclusion?.cursor == nil)
            #expect(rollout.exclusion?.filters.count == 2)
            let removed = try await world.read { try $0.exclusions(of: first)[.excluded] ?? 0 } - 20
            #expect(removed + rollout.counters.leftOut == 3)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch that was created alone leaves them out, and ends without them`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 24, in: database) { fleet, world in
            let (batch, sessions) = try await fleet.startBatch(of: 22)
            let id = try await fleet.batch(batch).rolloutID
            for index in 20..<22 { try await fleet.take(sessions[index], of: index, to: .flashed) }
            let checksum = fleet.release.checksum
            _ = try await fleet.updates.complete(sessions[20], checksum: checksum, as: fleet.device(20))
            // Of what has not flashed none would be left.
            let code = await fleet.code { try await fleet.exclude("hardware=rev-c", from: id) }
            #expect(code == "ROLLOUT_006")
            _ = try await fleet.exclude("uid!=dev-001", from: id)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).counters.leftOut == 19)
            try await fleet.take(sessions[0], of: 0, to: .completed)
            _ = try await fleet.updates.complete(sessions[21], checksum: checksum, as: fleet.device(21))
            #expect(try await fleet.rollout(id).status == .completed)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a device that comes to match is held, and is left out once its time is up`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 24, in: database) { fleet, world in
            let id = try await fleet.createPlan(waves: [])
            try await fleet.conduct()
            _ = try await fleet.exclude("hardware=rev-c", from: id)
            try await fleet.conduct()
            try await world.change("UPDATE devices SET hardware_version = 'rev-c' WHERE device_uid = 'dev-021'")
            let rows = try await fleet.rows(try await fleet.batches(of: id)[0])
            let session = try #require(rows.first { $0.deviceUID == "dev-021" }?.session).sessionID
            #expect(
                await fleet.code { try await fleet.updates.acknowledge(session, as: fleet.device(20)) }
                    == "UPDATE_014")
            fleet.clock.advance(by: .seconds(7 * 86_400 + 1))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(session).reasonCode == .excluded)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an exclusion that says what no offer knows is refused, and so is one of a rollout that is over`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 24, in: database) { fleet, _ in
            let id = try await fleet.createPlan(waves: [])
            try await fleet.conduct()
            for filter in ["seen<1d", "status=failed", "active=yes", "firmware<2.0.0", "dev-0"] {
                #expect(await fleet.code { try await fleet.exclude(filter, from: id) } == "REQUEST_001", "\(filter)")
            }
            #expect(await fleet.code { try await fleet.exclude("organization=acme", from: id) } == "ROLLOUT_006")
            let trial = try await fleet.services.rollouts.exclude(
                id, try Filter("hardware=rev-c", of: DeviceOrder.self), reason: "", isTrial: true, as: fleet.ada)
            #expect(trial.devices == 20)
            #expect(try await fleet.rollout(id).exclusion == nil)
            _ = try await fleet.services.rollouts.cancel(id, reason: "x", as: fleet.ada)
            try await fleet.conduct()
            #expect(await fleet.code { try await fleet.exclude("hardware=rev-c", from: id) } == "ROLLOUT_002")
        }
    }

    /// Of the devices the first 20 are of hardware rev-c.
    private func withFleet(
        of count: Int, in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: count, in: world.repository, clock: world.clock)
            try await world.change("UPDATE devices SET hardware_version = 'rev-c' WHERE device_uid < 'dev-021'")
            try await body(fleet, world)
        }
    }
}

private actor Moment {
    private(set) var isOver = false

    func end() { isOver = true }
}

extension StockedFleet {
    func exclude(_ filter: String, from id: Rollout.ID) async throws -> ExcludedDevices {
        try await services.rollouts.exclude(id, try Filter(filter, of: DeviceOrder.self), reason: "bad", as: ada)
    }
}
