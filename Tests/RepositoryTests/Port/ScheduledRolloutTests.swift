import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Rollouts that begin and end at their times, on every database.
@Suite struct ScheduledRolloutTests {
    private static let hour: Duration = .seconds(3_600)

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout waits for its start, and settles its devices then`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.schedule(start: .example + Self.hour)
            let created = try await fleet.rollout(id)
            #expect(created.status == .scheduled)
            #expect(created.schedule == RolloutSchedule(startAt: .example + Self.hour))
            world.clock.advance(by: Self.hour - .milliseconds(1))
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).targets == RolloutTargets(isFrozen: false, total: 0, left: 0))
            world.clock.advance(by: .milliseconds(1))
            try await fleet.conduct()
            let started = try await fleet.rollout(id)
            #expect(started.status == .inProgress)
            #expect(started.schedule.startedAt == .example + Self.hour)
            #expect(started.counters.initiated == 4)
            let kinds = try await fleet.eventKinds()
            #expect(
                kinds.filter { "\($0)".hasPrefix("rollout") } == [.rolloutCreated, .rolloutStarted, .rolloutFrozen])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `devices that are listed are settled with the creation, and no wave opens before the start`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.schedule(start: .example + Self.hour, isListed: true)
            try await fleet.conduct()
            let created = try await fleet.rollout(id)
            #expect(created.status == .scheduled)
            #expect(created.targets == RolloutTargets(isFrozen: true, total: 4, left: 4))
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.planned])
            world.clock.advance(by: Self.hour)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .inProgress)
            #expect(try await fleet.waves(of: id).map(\.wave.openedAt) == [.example + Self.hour])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that is paused before its start goes on as scheduled, and starts late where that has passed`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.schedule(start: .example + Self.hour)
            #expect(try await fleet.services.rollouts.pause(id, as: fleet.ada).status == .paused)
            #expect(try await fleet.services.rollouts.resume(id, as: fleet.ada).rollout.status == .scheduled)
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            world.clock.advance(by: Self.hour * 2)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .paused)
            _ = try await fleet.services.rollouts.resume(id, as: fleet.ada)
            try await fleet.conduct()
            let started = try await fleet.rollout(id)
            #expect(started.status == .inProgress)
            #expect(started.schedule.startedAt == .example + Self.hour * 2)
            // From here on it goes on where it is.
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            #expect(try await fleet.services.rollouts.resume(id, as: fleet.ada).rollout.status == .inProgress)
        }
    }

    @Test(arguments: ConformingDatabase.kinds, [false, true])
    func `one that is cancelled before its start is over once nothing waits in it, which may be at once`(
        database: ConformingDatabase, isListed: Bool
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.schedule(start: .example + Self.hour, isListed: isListed)
            let cancelled = try await fleet.services.rollouts.cancel(id, reason: "wrong", as: fleet.ada)
            // Devices that are listed are taken away by a server.
            let expected: RolloutState = isListed ? .cancelling : .cancelled
            #expect(cancelled.status == expected)
            #expect(try await fleet.services.rollouts.cancel(id, reason: "wrong", as: fleet.ada).status == expected)
            try await fleet.conduct()
            let ended = try await fleet.rollout(id)
            #expect(ended.status == .cancelled && ended.targets?.hasMore == false)
            world.clock.advance(by: Self.hour)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .cancelled)
            #expect(try await fleet.batches(of: id).isEmpty)
            #expect(try await fleet.eventKinds().suffix(2) == [.rolloutCancelling, .rolloutEnded])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the end of a rollout cancels what has not flashed, also while it is paused`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.schedule(end: .example + Self.hour)
            try await fleet.conduct()
            let rows = try await fleet.rows(try await fleet.batches(of: id)[0])
            let session = try #require(rows[0].session).sessionID
            let index = try #require(fleet.devices.firstIndex { $0.deviceUID == rows[0].deviceUID })
            try await fleet.take(session, of: index, to: .flashed)
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            world.clock.advance(by: Self.hour)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .cancelling)
            #expect(try await fleet.rollout(id).counters.leftOut == 3)
            _ = try await fleet.updates.complete(session, checksum: fleet.release.checksum, as: fleet.device(index))
            try await fleet.conduct()
            let ended = try await fleet.rollout(id)
            #expect(ended.status == .cancelled)
            #expect(ended.counters.succeeded == 1)
            #expect(ended.counters.bad == 0)
            let event = try await fleet.events().first { $0.kind == .rolloutCancelling }
            #expect(event?.detail == "its end came, at 2026-11-23T15:00:00.000Z")
            #expect(event?.actorName == "worker-1")
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that no worker has started by its end never begins`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.schedule(start: .example + Self.hour, end: .example + Self.hour * 2)
            world.clock.advance(by: Self.hour * 2)
            try await fleet.conduct()
            let ended = try await fleet.rollout(id)
            #expect(ended.status == .cancelled)
            #expect(ended.counters.total == 0)
            #expect(try await fleet.eventKinds().suffix(2) == [.rolloutCancelling, .rolloutEnded])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `sent again after its start it is the same rollout, and one of its own is refused`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.schedule(start: .example + Self.hour, requestID: "r-1")
            world.clock.advance(by: Self.hour)
            #expect(try await fleet.schedule(start: .example + Self.hour, requestID: "r-1") == id)
            #expect(await code { try await fleet.schedule(start: .example + Self.hour) } == "REQUEST_001")
            #expect(
                await code { try await fleet.schedule(start: .example + Self.hour * 2, requestID: "r-1") }
                    == "REQUEST_015")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `times count in the zone that the organization had at the creation`(database: ConformingDatabase) async throws
    {
        try await withFleet(of: 4, in: database) { fleet, _ in
            let organizations = fleet.services.organizations
            let changed = try await organizations.update("acme", .init(timeZone: "Europe/Berlin"), as: fleet.ada)
            #expect(changed.timeZone == "Europe/Berlin")
            var request = fleet.request
            request.schedule = SchedulePlan(start: PlannedTime("2026-11-24T00:00"))
            request.windows = [try #require(WindowPlan("Tue 02:00-04:00"))]
            let preview = try await fleet.services.rollouts.plan(request, as: fleet.ada)
            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            _ = try await organizations.update("acme", .init(timeZone: "America/New_York"), as: fleet.ada)
            let schedule = try await fleet.rollout(id).schedule
            #expect(schedule == preview.schedule)
            #expect(schedule.startAt?.description == "2026-11-23T23:00:00.000Z")
            #expect(schedule.window?.opensAt.description == "2026-11-24T01:00:00.000Z")
            let plan = try await fleet.services.rollouts.view(of: id, as: fleet.ada).plan
            #expect(plan?.schedule?.timeZone == "Europe/Berlin")
            let events = try await fleet.events().filter { $0.kind == .organizationUpdated }
            #expect(events.first?.detail == "time zone UTC to Europe/Berlin")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout that is scheduled is paused with the end of its release`(database: ConformingDatabase) async throws
    {
        try await withFleet(of: 4, in: database) { fleet, _ in
            let id = try await fleet.schedule(start: .example + Self.hour)
            _ = try await fleet.services.firmware.promote(fleet.release.version, to: .deprecated, by: fleet.ada)
            #expect(try await fleet.rollout(id).status == .paused)
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
    /// All devices of the organization, in one wave.
    fileprivate var request: RolloutRequest {
        RolloutRequest(
            name: "spring", firmware: .id(release.id), target: .organization("acme"),
            waves: [WavePlan(size: .share(1))])
    }

    fileprivate func schedule(
        start: Timestamp? = nil, end: Timestamp? = nil, isListed: Bool = false, requestID: String? = nil
    ) async throws -> Rollout.ID {
        var request = request
        if isListed { request.target = .devices(ids: devices.map(\.id), uids: []) }
        request.schedule = SchedulePlan(start: start.map { .instant($0) }, end: end.map { .instant($0) })
        request.requestID = requestID
        return try await services.rollouts.create(request, as: ada).rollout.id
    }
}
