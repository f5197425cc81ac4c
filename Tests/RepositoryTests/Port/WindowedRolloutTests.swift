import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A rollout whose devices update only at night, over the changes of clocks, on every database.
@Suite struct WindowedRolloutTests {
    /// The night before a change, that of the change, and the one after.
    struct Nights: Sendable, CustomTestStringConvertible {
        let zone: String
        let windows: [MaintenanceWindow]

        init(_ zone: String, _ windows: (opens: String, closes: String)...) {
            self.zone = zone
            self.windows = windows.compactMap { window in
                guard let opens = Timestamp(iso8601: window.opens + ":00Z"),
                    let closes = Timestamp(iso8601: window.closes + ":00Z")
                else { return nil }
                return MaintenanceWindow(opensAt: opens, closesAt: closes)
            }
        }

        func areOpen(at instant: Timestamp) -> Bool { windows.contains { $0.isOpen(at: instant) } }

        /// Around each edge, and every four hours between them.
        var instants: [Timestamp] {
            let edges = windows.flatMap { window in
                [window.opensAt - .seconds(60), window.opensAt, window.opensAt + .seconds(600)]
                    + [window.closesAt - .seconds(60), window.closesAt, window.closesAt + .seconds(60)]
            }
            let span = (edges[0], edges[edges.count - 1])
            let between = (0..<14).map { span.0 + .seconds(7_200 + $0 * 14_400) }.filter { $0 < span.1 }
            return Set(edges + between).sorted()
        }

        var testDescription: String { "\(zone) around \(windows[1].opensAt)" }
    }

    private static let all = [
        Nights(
            "Europe/Berlin", ("2027-03-27T01:00", "2027-03-27T03:00"), ("2027-03-28T01:00", "2027-03-28T02:00"),
            ("2027-03-29T00:00", "2027-03-29T02:00")),
        Nights(
            "Europe/Berlin", ("2026-10-24T00:00", "2026-10-24T02:00"), ("2026-10-25T00:00", "2026-10-25T03:00"),
            ("2026-10-26T01:00", "2026-10-26T03:00")),
        Nights(
            "America/New_York", ("2027-03-13T07:00", "2027-03-13T09:00"), ("2027-03-14T07:00", "2027-03-14T08:00"),
            ("2027-03-15T06:00", "2027-03-15T08:00")),
        Nights(
            "America/New_York", ("2026-10-31T06:00", "2026-10-31T08:00"), ("2026-11-01T07:00", "2026-11-01T09:00"),
            ("2026-11-02T07:00", "2026-11-02T09:00")),
        Nights(
            "Australia/Lord_Howe", ("2026-10-02T15:30", "2026-10-02T17:30"), ("2026-10-03T15:30", "2026-10-03T17:00"),
            ("2026-10-04T15:00", "2026-10-04T17:00")),
        Nights(
            "Australia/Lord_Howe", ("2027-04-02T15:00", "2027-04-02T17:00"), ("2027-04-03T15:30", "2027-04-03T17:30"),
            ("2027-04-04T15:30", "2027-04-04T17:30")),
    ]

    @Test(arguments: ConformingDatabase.kinds, all)
    func `devices are offered and fed inside the windows alone, and none fails by one that closes over it`(
        database: ConformingDatabase, nights: Nights
    ) async throws {
        try await database.withWorld { world in
            world.clock.move(to: nights.windows[0].opensAt - .seconds(7_200))
            let fleet = try await makeFleet(of: 3, in: world.repository, clock: world.clock)
            let id = try await fleet.createWindowed("Mon-Sun 02:00-04:00", zone: nights.zone)
            try await fleet.conduct()
            let sessions = try await fleet.rows(try await fleet.batches(of: id)[0]).map { row in
                (
                    id: try #require(row.session).sessionID,
                    index: try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                )
            }
            for instant in nights.instants {
                world.clock.move(to: instant)
                let isOpen = nights.areOpen(at: instant)
                let isLastNight = instant >= nights.windows[2].opensAt
                // Before any worker has seen the hour: closing needs none.
                try await Self.expectOffers(to: sessions, in: fleet, isOpen: isOpen)
                let refusal = isOpen ? nil : "UPDATE_014"
                let (loading, flashing, late) = (sessions[0], sessions[1], sessions[2])
                // It loads a little in each window, and ends in the last.
                if instant < nights.windows[2].closesAt - .seconds(60) {
                    let code = await code {
                        try await fleet.updates.readBytes(
                            loading.id, offset: 0, size: 10, as: fleet.device(loading.index))
                    }
                    #expect(code == refusal, "\(instant)")
                } else if isOpen {
                    try await fleet.take(loading.id, of: loading.index, from: .downloading)
                }
                // It has flashed when the window closes over it, and finishes outside.
                if instant == nights.windows[0].closesAt - .seconds(60) {
                    try await fleet.take(flashing.id, of: flashing.index, to: .flashed)
                } else if instant == nights.windows[0].closesAt + .seconds(60) {
                    try await fleet.take(flashing.id, of: flashing.index, from: .flashed)
                }
                // It begins in the last window alone.
                if !isOpen {
                    let code = await code {
                        try await fleet.updates.acknowledge(late.id, as: fleet.device(late.index))
                    }
                    #expect(
                        code == (try await fleet.session(late.id).updateStatus == .completed ? "UPDATE_009" : refusal))
                } else if isLastNight, try await fleet.session(late.id).updateStatus == .initiated {
                    try await fleet.take(late.id, of: late.index, to: .completed)
                }
                while try await fleet.sweep.step() {}
                try await fleet.conduct()
            }
            let counters = try await fleet.rollout(id).counters
            #expect(counters.succeeded == 3)
            #expect(counters.bad == 0)
            let kinds = Set(try await fleet.eventKinds())
            #expect(kinds.isDisjoint(with: [.sessionExpired, .sessionFailed, .sessionCancelled, .deviceSilent]))
            #expect(try await world.wrongFigures() == [])
        }
    }

    private static func expectOffers(
        to sessions: [(id: SessionID, index: Int)], in fleet: StockedFleet, isOpen: Bool
    ) async throws {
        for session in sessions {
            let uid = fleet.devices[session.index].deviceUID
            let state = try await fleet.session(session.id).updateStatus
            let offer = try await fleet.updates.check(
                uid: uid, reportedVersion: nil, as: fleet.device(session.index))
            guard [.initiated, .acknowledged, .downloading].contains(state) else { continue }
            if case .available = offer {
                #expect(isOpen, "\(uid) at \(fleet.clock.now)")
            } else {
                #expect(!isOpen, "\(uid) at \(fleet.clock.now)")
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a window that no worker has followed by the next stays closed, and opens again with the worker`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock)
            let id = try await fleet.createWindowed("Mon-Sun 02:00-04:00", zone: "UTC")
            try await fleet.conduct()
            let first = MaintenanceWindow(
                opensAt: .example + .seconds(12 * 3_600), closesAt: .example + .seconds(14 * 3_600))
            #expect(try await fleet.rollout(id).schedule == RolloutSchedule(window: first))
            // In the window of the next day.
            world.clock.advance(by: .seconds(37 * 3_600))
            #expect(try await fleet.offers(to: 0) == false)
            try await fleet.conduct()
            let second = MaintenanceWindow(
                opensAt: first.opensAt + .seconds(86_400), closesAt: first.closesAt + .seconds(86_400))
            #expect(try await fleet.rollout(id).schedule.window == second)
            #expect(try await fleet.offers(to: 0))
            world.clock.advance(by: .seconds(3_600))
            #expect(try await fleet.offers(to: 0) == false)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `deadlines start again from the opening of a window, and run out inside it`(
        database: ConformingDatabase
    ) async throws {
        var settings = ServiceSettings()
        settings.deadlines.acknowledged = .seconds(1_800)
        try await database.withWorld { [settings] world in
            let fleet = try await makeFleet(of: 1, in: world.repository, clock: world.clock, settings: settings)
            let id = try await fleet.createWindowed("Mon-Sun 02:00-04:00", zone: "UTC")
            try await fleet.conduct()
            let session = try #require(try await fleet.rows(try await fleet.batches(of: id)[0]).first?.session)
                .sessionID
            world.clock.advance(by: .seconds(13 * 3_600 + 3_000))
            _ = try await fleet.updates.acknowledge(session, as: fleet.device(0))
            // Ten minutes before the window closes; its time would be over twenty minutes after that.
            for _ in 0..<45 {
                world.clock.advance(by: .seconds(1_800))
                while try await fleet.sweep.step() {}
                try await fleet.conduct()
                #expect(try await fleet.session(session).updateStatus == .acknowledged)
            }
            // The second window is open since 20 minutes.
            #expect(world.clock.now == .example + .seconds(36 * 3_600 + 1_200))
            world.clock.advance(by: .seconds(600))
            while try await fleet.sweep.step() {}
            #expect(try await fleet.session(session).updateStatus == .failed)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a wave soaks while the window is closed, and the devices of the next one wait for it`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 4, in: world.repository, clock: world.clock)
            let id = try await fleet.createWindowed("Mon-Sun 02:00-04:00", zone: "UTC", waves: [1])
            world.clock.advance(by: .seconds(13 * 3_600 + 3_540))
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.soaking, .planned])
            world.clock.advance(by: .seconds(1_800))
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.passed, .open])
            let states = try await fleet.rows(try await fleet.batches(of: id)[1]).map(\.batchDevice.status)
            #expect(states == [.initiated, .initiated, .initiated])
            #expect(try await fleet.offers(to: 0) == false)
        }
    }
}

extension TestClock {
    fileprivate func move(to instant: Timestamp) { advance(by: instant - now) }
}

extension StockedFleet {
    /// Over all devices of the organization.
    fileprivate func createWindowed(_ window: String, zone: String, waves: [Int] = []) async throws -> Rollout.ID {
        let request = RolloutRequest(
            name: "nightly", firmware: .id(release.id), target: .organization("acme"),
            waves: (waves.map { WaveSize.count($0) } + [.share(1)]).map { WavePlan(size: $0) },
            schedule: SchedulePlan(timeZone: zone), windows: [try #require(WindowPlan(window))])
        return try await services.rollouts.create(request, as: ada).rollout.id
    }

    fileprivate func offers(to index: Int) async throws -> Bool {
        let offer = try await updates.check(
            uid: devices[index].deviceUID, reportedVersion: nil, as: device(index))
        if case .available = offer { return true }
        return false
    }

    /// Takes a device that has come so far to the end.
    fileprivate func take(_ session: SessionID, of index: Int, from state: UpdateSessionState) async throws {
        if state == .downloading { _ = try await updates.flashed(session, as: device(index)) }
        _ = try await updates.complete(session, checksum: release.checksum, as: device(index))
    }
}
