import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What a rollout is about changes between its preview and its creation, and between its waves.
@Suite struct RolloutUnderChangeTests {
    // MARK: The release

    @Test(arguments: ConformingDatabase.kinds)
    func `a release that is deprecated after the preview is refused, and nothing is written`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            _ = try await fleet.services.rollouts.plan(fleet.request(), as: fleet.ada)
            try await fleet.deprecateRelease()
            let before = try await fleet.events().count
            for write in [true, false] {
                let error = await #expect(throws: SlipwayError.self) {
                    if write {
                        _ = try await fleet.services.rollouts.create(fleet.request(), as: fleet.ada)
                    } else {
                        _ = try await fleet.services.rollouts.plan(fleet.request(), as: fleet.ada)
                    }
                }
                #expect(error?.code == "FIRMWARE_003")
            }
            #expect(try await fleet.events().count == before)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release that is deprecated before the devices are settled pauses the rollout, which says why`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            let id = try await fleet.createPlan()
            try await fleet.deprecateRelease()
            try await fleet.conduct()
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .paused)
            #expect(rollout.pause == RolloutPause(.operator, reason: "firmware 2.0.0 was deprecated"))
            #expect(rollout.targets?.total == 0)
            let told = try await fleet.events().last { $0.kind == .rolloutPaused }
            #expect(told?.detail == "firmware 2.0.0 was deprecated" && told?.actorName == "ada")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `nothing of a release that is deprecated between waves is served, and what has flashed finishes`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            let sessions = try await fleet.openSessions(of: id)
            try await fleet.take(sessions[0].session, of: sessions[0].device, to: .flashed)
            try await fleet.deprecateRelease()
            await #expect(throws: SlipwayError.held(.rolloutPaused)) {
                try await fleet.updates.acknowledge(
                    sessions[1].session, as: fleet.device(sessions[1].device))
            }
            _ = try await fleet.updates.complete(
                sessions[0].session, checksum: fleet.release.checksum, as: fleet.device(sessions[0].device))
            fleet.clock.advance(by: .seconds(86_400))
            try await fleet.conduct()
            #expect(try await fleet.batches(of: id).count == 1)
            #expect(try await fleet.rollout(id).targets?.left == 10)

            let error = await #expect(throws: SlipwayError.self) {
                try await fleet.services.rollouts.resume(id, acceptsBad: true, reason: "go on", as: fleet.ada)
            }
            #expect(error?.code == "FIRMWARE_003")
            _ = try await fleet.services.rollouts.cancel(id, reason: "withdrawn", as: fleet.ada)
            try await fleet.conduct()
            let ended = try await fleet.rollout(id)
            #expect(ended.status == .cancelled)
            #expect(ended.targets?.left == 0)
            #expect(ended.counters.succeeded == 1 && ended.counters.bad == 0)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch that was created alone is paused by the end of its release too, whether started or not`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            let (started, sessions) = try await fleet.startBatch(of: 2)
            let request = BatchRequest(
                name: "late", firmware: .id(fleet.release.id),
                target: .devices(ids: fleet.devices.suffix(2).map(\.id), uids: []))
            let waiting = try await fleet.updates.createBatch(request, as: fleet.ada).batch.id
            let ended = try await fleet.createRollout(of: [1]).id
            _ = try await fleet.services.rollouts.cancel(ended, reason: "x", as: fleet.ada)
            try await fleet.deprecateRelease()
            for batch in [started, waiting] { #expect(try await fleet.batch(batch).status == .paused) }
            #expect(try await fleet.rollout(ended).status == .cancelled)
            #expect(try await !fleet.processor.step())
            await #expect(throws: SlipwayError.held(.batchPaused)) {
                try await fleet.updates.acknowledge(sessions[0], as: fleet.device(0))
            }
            let error = await #expect(throws: SlipwayError.self) {
                try await fleet.updates.resumeBatch(started, as: fleet.ada)
            }
            #expect(error?.code == "FIRMWARE_003")
            #expect(try await world.wrongFigures() == [])
        }
    }

    // MARK: The organization

    @Test(arguments: ConformingDatabase.kinds)
    func `devices of an organization that is deactivated before they are settled are left out, with the reason`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            let id = try await fleet.createPlan()
            try await fleet.setActive(false)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .failed)
            #expect(try await world.read { try $0.exclusions(of: id) } == [.organizationInactive: 12])
            let frozen = try await fleet.events().first { $0.kind == .rolloutFrozen }
            #expect(frozen?.detail == "0 devices in 3 waves; left out: 12 organization_inactive")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a wave of an organization that is inactive is left out, none of it bad, and no further one opens`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            try await fleet.setActive(false)
            fleet.clock.advance(by: .seconds(1_800))
            try await fleet.conduct()
            let waves = try await fleet.waves(of: id)
            #expect(waves.map(\.wave.state) == [.passed, .open, .planned])
            #expect(waves[1].counters.leftOut == 2 && waves[1].counters.bad == 0)
            #expect(waves[1].isStalled)
            let reasons = try await fleet.rows(try await fleet.batches(of: id)[1]).map(\.batchDevice.reasonCode)
            #expect(reasons == [.organizationInactive, .organizationInactive])

            try await fleet.setActive(true)
            _ = try await fleet.services.rollouts.advance(id, past: 2, reason: "is back", as: fleet.ada)
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            let ended = try await fleet.rollout(id)
            #expect(ended.status == .completed)
            #expect(ended.counters.succeeded == 10 && ended.targets?.left == 0)
            #expect(try await world.wrongFigures() == [])
        }
    }

    // MARK: The devices

    @Test(arguments: ConformingDatabase.kinds)
    func `devices that are deleted between waves are missing from theirs, and the rollout ends without them`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            try await fleet.deleteWaiting(3, of: id, in: world)
            try await fleet.passEveryWave(of: id)
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .completed)
            #expect(rollout.targets == RolloutTargets(isFrozen: true, total: 12, left: 0))
            #expect(rollout.counters.succeeded == 9)
            let waves = try await fleet.waves(of: id)
            #expect(waves.map(\.wave.formed) == [2, 2, 5])
            #expect(try await world.read { try $0.exclusions(of: id) } == [.deviceUnknown: 3])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a canary whose devices are deleted before it is formed takes the next ones`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            var request = try fleet.request()
            request.target = .devices(ids: fleet.devices.map(\.id), uids: [])
            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            try await fleet.deleteWaiting(2, of: id, in: world)
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id).map(\.wave.formed) == [2, 0, 0])
            #expect(try await fleet.rollout(id).targets?.left == 8)
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.open, .planned, .planned])
        }
    }

    @Test(arguments: ConformingDatabase.kinds, [true, false])
    func `a rollout whose waiting devices are all deleted ends, and no batch is made for them`(
        database: ConformingDatabase, hasCanary: Bool
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            var request = try fleet.request()
            request.target = .devices(ids: fleet.devices.map(\.id), uids: [])
            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            if hasCanary { try await fleet.conduct() }
            try await fleet.deleteWaiting(12, of: id, in: world)
            try await fleet.passEveryWave(of: id)
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == (hasCanary ? .completed : .failed))
            #expect(rollout.targets?.left == 0)
            #expect(try await fleet.batches(of: id).count == (hasCanary ? 1 : 0))
            #expect(try await world.read { try $0.exclusions(of: id) } == [.deviceUnknown: hasCanary ? 10 : 12])
            #expect(try await world.wrongFigures() == [])
        }
    }

    // MARK: The plan

    @Test(arguments: ConformingDatabase.kinds)
    func `more devices than a rollout takes, and a canary of all of them, are refused before anything is written`(
        database: ConformingDatabase
    ) async throws {
        var settings = ServiceSettings()
        settings.rolloutTargetLimit = 11
        try await withFleet(in: database, settings: settings) { fleet, _ in
            let (rollouts, before) = (fleet.services.rollouts, try await fleet.events().count)
            let tooMany = SlipwayError.invalidRequest([
                FieldFault(
                    field: "filter", fault: "finds more than 11 devices, which is as many as one rollout takes")
            ])
            await #expect(throws: tooMany) { try await rollouts.create(fleet.request(), as: fleet.ada) }
            await #expect(throws: tooMany) { try await rollouts.plan(fleet.request(), as: fleet.ada) }

            let everything = SlipwayError.invalidRequest([
                FieldFault(
                    field: "waves.1.size", fault: "takes all 3 devices, and leaves none for the waves after it")
            ])
            var request = try fleet.request("dev-01")
            request.waves[0].size = .count(3)
            await #expect(throws: everything) { try await rollouts.create(request, as: fleet.ada) }
            await #expect(throws: everything) { try await rollouts.plan(request, as: fleet.ada) }
            request.target = .devices(ids: fleet.devices.suffix(3).map(\.id), uids: [])
            await #expect(throws: everything) { try await rollouts.create(request, as: fleet.ada) }
            await #expect(throws: everything) { try await rollouts.plan(request, as: fleet.ada) }
            #expect(try await fleet.events().count == before)
            request.waves[0].size = .count(2)
            _ = try await rollouts.create(request, as: fleet.ada)
        }
    }

    private func withFleet(
        in database: ConformingDatabase, settings: ServiceSettings = ServiceSettings(),
        _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(
                try await makeFleet(of: 12, in: world.repository, clock: world.clock, settings: settings), world)
        }
    }
}

extension StockedFleet {
    /// Over the devices that the filter finds, in waves up to 2, 4 and all.
    fileprivate func request(_ filter: String = "organization=acme") throws -> RolloutRequest {
        let gate = GateRequest(maximumBad: 2, maximumBadShare: 0.2)
        return RolloutRequest(
            name: "spring", firmware: .id(release.id), target: .matching(try Filter(filter, of: DeviceOrder.self)),
            waves: [.count(2), .count(4), .share(1)].map { WavePlan(size: $0, gate: gate) }, maximumInFlight: 1_000)
    }

    fileprivate func deprecateRelease() async throws {
        _ = try await services.firmware.promote(release.version, to: .deprecated, by: ada)
    }

    fileprivate func setActive(_ active: Bool) async throws {
        _ = try await services.organizations.update("acme", OrganizationChange(active: active), as: ada)
    }

    /// The sessions that have begun nothing, each with the place of its device.
    fileprivate func openSessions(of rollout: Rollout.ID) async throws -> [(session: SessionID, device: Int)] {
        var found: [(session: SessionID, device: Int)] = []
        for batch in try await batches(of: rollout) {
            for row in try await rows(batch) {
                guard let session = row.session?.sessionID,
                    let index = devices.firstIndex(where: { $0.deviceUID == row.deviceUID })
                else { continue }
                found.append((session, index))
            }
        }
        return found
    }

    /// Deletes devices that are in no batch: the first ones to come where all of them wait.
    fileprivate func deleteWaiting(_ count: Int, of rollout: Rollout.ID, in world: DatabaseWorld) async throws {
        try await world.change(
            """
            DELETE FROM devices
            WHERE id IN (
              SELECT device_id FROM rollout_targets WHERE rollout_id = \(rollout) ORDER BY pool, rank LIMIT \(count))
            """)
    }

    /// Every device takes the release and says so, wave after wave, until there is nothing more to do.
    fileprivate func passEveryWave(of rollout: Rollout.ID) async throws {
        for _ in 0..<4 {
            try await conduct()
            for (session, device) in try await openSessions(of: rollout) {
                if try await self.session(session).updateStatus == .initiated {
                    try await take(session, of: device, to: .completed)
                }
                _ = try await updates.check(
                    uid: devices[device].deviceUID, reportedVersion: release.version, as: self.device(device))
            }
            try await services.reports.flush()
            try await conduct()
            clock.advance(by: .seconds(1_800))
        }
        try await conduct()
    }
}
