import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Rollouts that devices join later, on every database.
@Suite struct DynamicRolloutTests {
    private static let look = TargetsRule.pause

    @Test(arguments: ConformingDatabase.kinds)
    func `devices that match later join the last wave, and no earlier one`(database: ConformingDatabase) async throws {
        try await withFleet(of: 6, in: database) { fleet, world in
            let id = try await fleet.createPlan(waves: [2], isDynamic: true)
            try await fleet.conduct()
            let first = try await fleet.rollout(id)
            #expect(
                first.targets
                    == RolloutTargets(
                        isFrozen: false, total: 6, left: 4, nextWalkAt: .example + Self.look, joinedLater: 0))
            let canary = try await fleet.devices(of: id)
            try await world.addDevices(3, to: fleet, prefix: "new")
            world.clock.advance(by: Self.look - .milliseconds(1))
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).targets?.joinedLater == 0)

            world.clock.advance(by: .milliseconds(1))
            try await fleet.conduct()
            let joined = try await fleet.rollout(id)
            #expect(
                joined.targets
                    == RolloutTargets(
                        isFrozen: false, total: 9, left: 7, nextWalkAt: .example + Self.look * 2, joinedLater: 3))
            #expect(try await fleet.waves(of: id).map(\.wave.sizeTo) == [2, 9])
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.open, .planned])
            #expect(try await fleet.devices(of: id) == canary)
            let event = try await fleet.events().last { $0.kind == .devicesJoined }
            #expect(event?.detail == "3 in wave 2")

            try await fleet.updateAll(of: id)
            try await fleet.soak()
            let all = try await fleet.devices(of: id)
            // They come after all others.
            #expect(Set(all.suffix(3)) == ["new-001", "new-002", "new-003"])
            #expect(Set(all).count == 9 && all.count == 9)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `it stays open though all its devices are done, until it is finished`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.createPlan(waves: [1], isDynamic: true)
            try await fleet.conduct()
            for _ in 0..<2 {
                try await fleet.updateAll(of: id)
                try await fleet.soak()
            }
            let done = try await fleet.rollout(id)
            #expect(done.status == .inProgress)
            #expect(done.counters.succeeded == 4 && done.targets?.left == 0)
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.passed, .passed])

            try await world.addDevices(2, to: fleet, prefix: "new")
            try await fleet.soak()
            let grown = try await fleet.waves(of: id)[1]
            #expect(grown.wave.state == .open && grown.wave.pass == nil)
            #expect(grown.wave.sizeTo == 6 && grown.wave.formed == 5)
            // Of its five devices three are verified: the share is that of its present size.
            #expect(grown.counters.verified == 3 && grown.counters.total == 5)

            let finished = try await fleet.services.rollouts.finish(id, as: fleet.ada)
            #expect(finished.status == .inProgress)
            #expect(finished.targets == RolloutTargets(isFrozen: true, total: 6, left: 0, joinedLater: 2))
            try await world.addDevices(1, to: fleet, prefix: "late")
            try await fleet.updateAll(of: id)
            try await fleet.soak()
            let ended = try await fleet.rollout(id)
            #expect(ended.status == .completed)
            #expect(ended.counters.succeeded == 6 && ended.targets?.total == 6)
            let events = try await fleet.events()
            #expect(events.last { $0.kind == .rolloutFinished }?.detail == "6 devices, of which 2 joined later")
            // A repeat changes nothing.
            #expect(try await fleet.services.rollouts.finish(id, as: fleet.ada).status == .completed)
            #expect(try await fleet.events().count == events.count)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what is or was in it, was excluded or runs the release does not join`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 8, in: database) { fleet, world in
            let id = try await fleet.createPlan(
                waves: [2], gate: GateRequest(maximumBad: 9, maximumBadShare: 1), isDynamic: true)
            try await fleet.conduct()
            let canary = try await fleet.devices(of: id)
            try await fleet.fail(of: id)
            // One that waits is excluded, as it is named only by what it runs now.
            let waiting = try #require(fleet.devices.first { !canary.contains($0.deviceUID) })
            try await world.run("1.5.0", on: waiting.deviceUID)
            try await fleet.leaveOut("firmware=1.5.0", of: id)
            try await world.addDevices(3, to: fleet, prefix: "new")
            try await world.run("1.5.0", on: "new-001")
            try await world.run("2.0.0", on: "new-002")
            try await fleet.conduct()
            try await fleet.lookAgain()
            #expect(try await fleet.rollout(id).targets?.joinedLater == 1)
            // Neither comes back in once it runs another version.
            for uid in [waiting.deviceUID, "new-001"] { try await world.run("1.6.0", on: uid) }
            for _ in 0..<2 { try await fleet.lookAgain() }
            let targets = try #require(try await fleet.rollout(id).targets)
            #expect(targets.joinedLater == 1 && targets.total == 9 && targets.left == 6)
            // The one that waited, and the one that would have joined, each once.
            #expect(try await world.read { try $0.exclusions(of: id) } == [.excluded: 2])
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what could not take part at first joins once it can`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, _ in
            try await fleet.setStatus(of: 3, active: false)
            let id = try await fleet.createPlan(waves: [1], isDynamic: true)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).targets?.total == 3)
            try await fleet.setStatus(of: 3, active: true)
            try await fleet.lookAgain()
            #expect(try await fleet.rollout(id).targets?.total == 4)
            #expect(try await fleet.rollout(id).targets?.joinedLater == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one of whose devices all run the release already waits for others`(database: ConformingDatabase) async throws
    {
        try await withFleet(of: 2, in: database) { fleet, world in
            for device in fleet.devices { try await world.run("2.0.0", on: device.deviceUID) }
            let id = try await fleet.createPlan(waves: [1], isDynamic: true)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .inProgress)
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.skipped, .skipped])
            try await world.addDevices(2, to: fleet, prefix: "new")
            try await fleet.lookAgain()
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.skipped, .open])
            try await fleet.updateAll(of: id)
            #expect(try await fleet.services.rollouts.finish(id, as: fleet.ada).status == .completed)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the gate of the last wave is that of its present size`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let request = RolloutRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"), isDynamic: true,
                waves: [WavePlan(size: .share(1))], maximumInFlight: 1_000)
            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            try await fleet.conduct()
            #expect(
                try await fleet.waves(of: id)[0].gate?.rule == .standard(devices: 4, inFlight: 1_000))
            try await world.addDevices(400, to: fleet, prefix: "new")
            try await fleet.lookAgain()
            #expect(
                try await fleet.waves(of: id)[0].gate?.rule == .standard(devices: 404, inFlight: 1_000))
            try await fleet.fail(of: id)
            let tripped = try await fleet.rollout(id)
            #expect(tripped.brokenGate?.contains("of at least 404") == true, "\(tripped.brokenGate ?? "")")
            #expect(tripped.counters.bad == GateRule.standard(devices: 404, inFlight: 1_000).maximumBad)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `later devices are no drift from what was approved`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            try await fleet.askForApproval()
            let id = try await fleet.createPlan(waves: [1], isDynamic: true, submits: true)
            _ = try await fleet.services.rollouts.approve(id, as: .operator("bob"))
            try await fleet.conduct()
            try await world.addDevices(8, to: fleet, prefix: "new")
            try await fleet.lookAgain()
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .inProgress && rollout.drift == nil)
            #expect(rollout.targets?.total == 12 && rollout.approval.approvedCount == 4)
            #expect(try await fleet.services.rollouts.finish(id, as: fleet.ada).status == .inProgress)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what drifted before its first wave is paused all the same`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            try await fleet.askForApproval()
            let id = try await fleet.createPlan(waves: [1], isDynamic: true, submits: true)
            _ = try await fleet.services.rollouts.approve(id, as: .operator("bob"))
            try await world.addDevices(1, to: fleet, prefix: "new")
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).drift == "5 devices take part, and 4 were approved")
            // While it is paused nothing joins.
            try await world.addDevices(2, to: fleet, prefix: "more")
            try await fleet.lookAgain()
            #expect(try await fleet.rollout(id).targets?.total == 5)
            _ = try await fleet.services.rollouts.resume(id, reason: "a new one", as: fleet.ada)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .inProgress)
            #expect(try await fleet.rollout(id).targets?.joinedLater == 2)
        }
    }

    @Test(arguments: ConformingDatabase.kinds, [false, true])
    func `its end finishes it where all its devices are done, and else cancels what has not flashed`(
        database: ConformingDatabase, isDone: Bool
    ) async throws {
        try await withFleet(of: 2, in: database) { fleet, world in
            let request = RolloutRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"), isDynamic: true,
                waves: [WavePlan(size: .share(1))],
                schedule: SchedulePlan(end: .instant(.example + .seconds(86_400))))
            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            try await fleet.conduct()
            if isDone { try await fleet.updateAll(of: id) }
            world.clock.advance(by: .seconds(86_400))
            try await fleet.conduct()
            let ended = try await fleet.rollout(id)
            #expect(ended.status == (isDone ? .completed : .cancelled))
            #expect(ended.targets?.isFrozen == true)
            #expect(ended.counters.bad == 0)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what takes no later devices is not finished`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, _ in
            let rollouts = fleet.services.rollouts
            func finish(_ id: Rollout.ID) async -> String? {
                await code { try await rollouts.finish(id, as: fleet.ada) }
            }
            let frozen = try await fleet.createPlan(waves: [1])
            let draft = try await fleet.createPlan(waves: [1], isDynamic: true, submits: false)
            let unsettled = try await fleet.createPlan(waves: [1], isDynamic: true)
            #expect(await finish(unsettled) == "ROLLOUT_002")
            try await fleet.conduct()
            for id in [frozen, draft] { #expect(await finish(id) == "ROLLOUT_002") }
            _ = try await rollouts.cancel(unsettled, reason: "x", as: fleet.ada)
            #expect(await finish(unsettled) == "ROLLOUT_002")
            try await fleet.conduct()
            #expect(try await fleet.rollout(unsettled).status == .cancelled)
            #expect(await finish(unsettled) == "ROLLOUT_002")
            #expect(await finish(.init(404)) == "ROLLOUT_001")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a list takes no later devices, at its creation or by an edit`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, _ in
            let fault = "targets: must be frozen: no later device matches a list"
            var request = RolloutRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .devices(ids: [], uids: ["dev-001"]),
                isDynamic: true, submits: false)
            #expect(await faults { try await fleet.services.rollouts.create(request, as: fleet.ada) } == [fault])
            request.isDynamic = false
            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            let edit = RolloutEdit(isDynamic: true)
            #expect(await faults { try await fleet.services.rollouts.edit(id, edit, as: fleet.ada) } == [fault])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a draft takes later devices once it is edited so, and one that runs stays as it is`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 4, in: database) { fleet, _ in
            let rollouts = fleet.services.rollouts
            let id = try await fleet.createPlan(waves: [1], submits: false)
            _ = try await rollouts.edit(id, RolloutEdit(isDynamic: true), as: fleet.ada)
            let event = try await fleet.events().last { $0.kind == .rolloutEdited }
            #expect(event?.detail == "targets: frozen to dynamic")
            _ = try await rollouts.submit(id, as: fleet.ada)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).targets?.takesLater == true)
            let edit = RolloutEdit(isDynamic: false)
            #expect(
                await faults { try await rollouts.edit(id, edit, as: fleet.ada) }
                    == ["targets: changes only while the rollout is a draft"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `several servers that look at once take each device once`(database: ConformingDatabase) async throws {
        try await withFleet(of: 4, in: database) { fleet, world in
            let id = try await fleet.createPlan(waves: [1], isDynamic: true)
            try await fleet.conduct()
            try await world.addDevices(40, to: fleet, prefix: "new")
            world.clock.advance(by: Self.look)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    let conductor = RolloutConductor(services: fleet.services, worker: "worker-\(number)")
                    group.addTask { while try await conductor.step() {} }
                }
                try await group.waitForAll()
            }
            let targets = try #require(try await fleet.rollout(id).targets)
            #expect(targets.total == 44 && targets.joinedLater == 40)
            #expect(try await world.wrongFigures() == [])
        }
    }

    private func withFleet(
        of count: Int, in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(try await makeFleet(of: count, in: world.repository, clock: world.clock), world)
        }
    }

    private func faults(of body: () async throws -> some Sendable) async -> [String] {
        do {
            _ = try await body()
            return []
        } catch {
            guard case SlipwayError.invalidRequest(let faults) = error else { return ["\(error)"] }
            return faults.map(\.description)
        }
    }
}

extension DatabaseWorld {
    fileprivate func addDevices(_ count: Int, to fleet: StockedFleet, prefix: String) async throws {
        _ = try await write { try $0.insertDevices(count, in: fleet.acme.id, prefix: prefix) }
    }

    fileprivate func run(_ version: String, on uid: String) async throws {
        try await change("UPDATE devices SET firmware_version = '\(version)' WHERE device_uid = '\(uid)'")
    }
}

extension StockedFleet {
    fileprivate func lookAgain() async throws {
        clock.advance(by: TargetsRule.pause)
        try await conduct()
    }

    /// Every wave that is verified passes, and the fleet is looked through meanwhile.
    fileprivate func soak() async throws {
        try await conduct()
        clock.advance(by: .seconds(1_800))
        try await conduct()
    }

    fileprivate func leaveOut(_ filter: String, of rollout: Rollout.ID) async throws {
        _ = try await services.rollouts.exclude(
            rollout, try Filter(filter, of: DeviceOrder.self), reason: "test", as: ada)
    }

    /// Every device to which it is offered takes the release, and says so afterwards.
    fileprivate func updateAll(of rollout: Rollout.ID) async throws {
        let offered = try await offered(by: rollout)
        for (session, uid) in offered {
            let device = Principal.device(uid)
            _ = try await updates.acknowledge(session, as: device)
            _ = try await updates.readBytes(session, offset: 0, size: 10, as: device)
            _ = try await updates.flashed(session, as: device)
            _ = try await updates.complete(session, checksum: release.checksum, as: device)
        }
        clock.advance(by: .seconds(1))
        for (_, uid) in offered {
            _ = try await updates.check(uid: uid, reportedVersion: release.version, as: .device(uid))
        }
        try await services.reports.flush()
    }

    /// Every device to which it is offered fails, until nothing is offered any more.
    fileprivate func fail(of rollout: Rollout.ID) async throws {
        for (session, uid) in try await offered(by: rollout) {
            guard (try? await updates.acknowledge(session, as: .device(uid))) != nil else { continue }
            _ = try await updates.fail(session, reason: "no space", as: .device(uid))
        }
    }

    private func offered(by rollout: Rollout.ID) async throws -> [(SessionID, String)] {
        var found: [(SessionID, String)] = []
        for batch in try await batches(of: rollout) {
            for row in try await rows(batch) where row.batchDevice.status == .initiated {
                if let session = row.session { found.append((session.sessionID, row.deviceUID)) }
            }
        }
        return found
    }
}
