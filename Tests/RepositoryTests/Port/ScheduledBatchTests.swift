import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Batches that are created alone, and begin and end at their times, on every database.
@Suite struct ScheduledBatchTests {
    private static let hour: Duration = .seconds(3_600)

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch waits for its start, and is started then`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let created = try await fleet.schedule(start: .example + Self.hour)
            #expect(created.rollout.status == .scheduled)
            #expect(created.rollout.schedule == RolloutSchedule(startAt: .example + Self.hour))
            world.clock.advance(by: Self.hour - .milliseconds(1))
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["scheduled", "pending"])
            #expect(try await fleet.batch(created.batch.id).attempts == 0)
            world.clock.advance(by: .milliseconds(1))
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["in_progress", "in_progress"])
            let started = try await fleet.rollout(created.rollout.id)
            #expect(started.schedule.startedAt == .example + Self.hour)
            #expect(started.counters.initiated == 4)
            let kinds: [EventKind] = [.batchCreated, .rolloutStarted, .batchStarted]
            #expect(try await fleet.eventKinds().filter { kinds.contains($0) } == kinds)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds, [true, false])
    func `one that is paused before its start goes on as scheduled, and starts late where that has passed`(
        database: ConformingDatabase, isByBatch: Bool
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let created = try await fleet.schedule(start: .example + Self.hour)
            try await fleet.pause(created, isByBatch: isByBatch)
            #expect(try await fleet.states(created) == ["paused", "paused"])
            try await fleet.resume(created, isByBatch: isByBatch)
            #expect(try await fleet.states(created) == ["scheduled", "pending"])
            try await fleet.pause(created, isByBatch: isByBatch)
            world.clock.advance(by: Self.hour * 2)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["paused", "paused"])
            try await fleet.resume(created, isByBatch: isByBatch)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["in_progress", "in_progress"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds, [true, false])
    func `one that is cancelled before its start is over with its devices`(
        database: ConformingDatabase, isByBatch: Bool
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let created = try await fleet.schedule(start: .example + Self.hour)
            if isByBatch {
                _ = try await fleet.updates.cancelBatch(created.batch.id, reason: "wrong", as: fleet.ada)
            } else {
                _ = try await fleet.services.rollouts.cancel(created.rollout.id, reason: "wrong", as: fleet.ada)
            }
            world.clock.advance(by: Self.hour)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["cancelled", "cancelled"])
            #expect(try await fleet.rollout(created.rollout.id).counters.leftOut == 4)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `its end cancels what has not flashed, also while it is paused`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let created = try await fleet.schedule(end: .example + Self.hour)
            #expect(created.rollout.status == .pending)
            try await fleet.conduct()
            let session = try #require(try await fleet.rows(created.batch.id)[0].session).sessionID
            try await fleet.take(session, of: 0, to: .flashed)
            try await fleet.pause(created, isByBatch: true)
            world.clock.advance(by: Self.hour)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["cancelling", "cancelling"])
            _ = try await fleet.updates.complete(session, checksum: fleet.release.checksum, as: fleet.device(0))
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["cancelled", "cancelled"])
            let ended = try await fleet.rollout(created.rollout.id)
            #expect(ended.counters.succeeded == 1 && ended.counters.leftOut == 3 && ended.counters.bad == 0)
            let event = try await fleet.events().first { $0.kind == .batchCancelling }
            #expect(event?.detail == "its end came, at 2026-11-23T15:00:00.000Z")
            #expect(event?.actorName == "worker-1")
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that no worker has started by its end never begins`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let created = try await fleet.schedule(start: .example + Self.hour, end: .example + Self.hour * 2)
            world.clock.advance(by: Self.hour * 2)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["cancelled", "cancelled"])
            #expect(try await !fleet.eventKinds().contains(.batchStarted))
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that has ended by its end stays as it is`(database: ConformingDatabase) async throws {
        try await withFleet(of: 1, in: database) { fleet, world in
            let created = try await fleet.schedule(end: .example + Self.hour)
            try await fleet.conduct()
            let session = try #require(try await fleet.rows(created.batch.id)[0].session).sessionID
            try await fleet.take(session, of: 0, to: .completed)
            world.clock.advance(by: Self.hour)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["completed", "completed"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one whose release is deprecated before its start stands still, and never begins`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 2, in: database) { fleet, world in
            let created = try await fleet.schedule(start: .example + Self.hour)
            _ = try await fleet.services.firmware.promote(fleet.release.version, to: .deprecated, by: fleet.ada)
            #expect(try await fleet.states(created) == ["paused", "paused"])
            world.clock.advance(by: Self.hour)
            try await fleet.conduct()
            #expect(try await fleet.states(created) == ["paused", "paused"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `sent again after its start it is the same batch, and another time is another request`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let created = try await fleet.schedule(start: .example + Self.hour, requestID: "b-1")
            world.clock.advance(by: Self.hour)
            let again = try await fleet.schedule(start: .example + Self.hour, requestID: "b-1")
            #expect(again.wasRepeat && again.batch.id == created.batch.id)
            #expect(await code { try await fleet.schedule(start: .example + Self.hour) } == "REQUEST_001")
            #expect(
                await code { try await fleet.schedule(start: .example + Self.hour * 2, requestID: "b-1") }
                    == "REQUEST_015")
            #expect(await code { try await fleet.schedule(requestID: "b-1") } == "REQUEST_015")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `times count in the zone of the organization, and every fault is named at once`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, _ in
            _ = try await fleet.services.organizations.update("acme", .init(timeZone: "Europe/Berlin"), as: fleet.ada)
            var request = fleet.request
            request.schedule = SchedulePlan(start: PlannedTime("2026-11-24T00:00"))
            let planned = try await fleet.updates.planBatch(request, as: fleet.ada)
            let created = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(planned.schedule == created.rollout.schedule)
            #expect(created.rollout.schedule.startAt?.description == "2026-11-23T23:00:00.000Z")
            for (start, end, zone, faults) in [
                ("2020-01-01T00:00", "2019-01-01T00:00", nil, ["schedule.start", "schedule.end"]),
                ("2027-01-02T00:00", "2027-01-01T00:00", nil, ["schedule.end"]),
                ("2027-03-28T02:30", nil, nil, ["schedule.start"]),
                ("2027-10-31T02:30", nil, nil, ["schedule.start"]),
                ("2027-01-01T00:00", nil, "Mars/Phobos", ["schedule.time_zone"]),
            ] as [(String, String?, String?, [String])] {
                var request = fleet.request
                request.name = ""
                request.maximumInFlight = 0
                request.schedule = SchedulePlan(
                    start: PlannedTime(start), end: end.flatMap { PlannedTime($0) }, timeZone: zone)
                for isTrial in [true, false] {
                    let found = await fleet.faults(of: request, isTrial: isTrial)
                    #expect(Set(found) == Set(["name", "max_in_flight"] + faults), "\(start): \(found)")
                }
            }
        }
    }

    private func withFleet(
        of count: Int, in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(try await makeFleet(of: count, in: world.repository, clock: world.clock), world)
        }
    }
}

extension StockedFleet {
    /// All devices of the organization.
    fileprivate var request: BatchRequest {
        BatchRequest(name: "spring", firmware: .id(release.id), target: .organization("acme"))
    }

    fileprivate func schedule(
        start: Timestamp? = nil, end: Timestamp? = nil, requestID: String? = nil
    ) async throws -> CreatedBatch {
        var request = request
        if start != nil || end != nil {
            request.schedule = SchedulePlan(start: start.map { .instant($0) }, end: end.map { .instant($0) })
        }
        request.requestID = requestID
        return try await updates.createBatch(request, as: ada)
    }

    fileprivate func states(_ created: CreatedBatch) async throws -> [String] {
        try await states(created.rollout.id, [created.batch.id])
    }

    fileprivate func pause(_ created: CreatedBatch, isByBatch: Bool) async throws {
        if isByBatch {
            _ = try await updates.pauseBatch(created.batch.id, as: ada)
        } else {
            _ = try await services.rollouts.pause(created.rollout.id, as: ada)
        }
    }

    fileprivate func resume(_ created: CreatedBatch, isByBatch: Bool) async throws {
        if isByBatch {
            _ = try await updates.resumeBatch(created.batch.id, as: ada)
        } else {
            _ = try await services.rollouts.resume(created.rollout.id, as: ada)
        }
    }

    fileprivate func faults(of request: BatchRequest, isTrial: Bool) async -> [String] {
        do {
            if isTrial {
                _ = try await updates.planBatch(request, as: ada)
            } else {
                _ = try await updates.createBatch(request, as: ada)
            }
            return []
        } catch {
            guard case SlipwayError.invalidRequest(let faults) = error else { return ["\(error)"] }
            return faults.map(\.field)
        }
    }
}
