import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Rollouts with a plan, from the creation to the end, on every database.
@Suite struct RolloutConductorTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `the devices are settled, and the canary alone gets a batch`(database: ConformingDatabase) async throws {
        try await withFleet(of: 12, in: database) { fleet, _ in
            let id = try await fleet.createPlan()
            #expect(try await fleet.rollout(id).status == .pending)
            try await fleet.conduct()
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .inProgress)
            #expect(rollout.targets == RolloutTargets(isFrozen: true, total: 12, left: 10))
            let waves = try await fleet.waves(of: id)
            #expect(waves.map(\.wave.sizeTo) == [2, 4, 12])
            #expect(waves.map(\.wave.state) == [.open, .planned, .planned])
            #expect(waves.map(\.wave.formed) == [2, 0, 0])
            #expect(waves.map(\.counters.initiated) == [2, 0, 0])
            #expect(try await fleet.batches(of: id).count == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `devices come in the order of their ranks, whatever the database`(database: ConformingDatabase) async throws {
        try await withFleet(of: 40, in: database) { fleet, _ in
            let id = try await fleet.createPlan(waves: [])
            try await fleet.conduct()
            // The seed is a hash of name, release and filter, and the rank one of seed and uid.
            let order = try await fleet.devices(of: id)
            #expect(Set(order) == Set(fleet.devices.map(\.deviceUID)))
            #expect(order.prefix(5) == ["dev-040", "dev-016", "dev-021", "dev-011", "dev-008"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a canary takes devices of every hardware version first`(database: ConformingDatabase) async throws {
        try await withFleet(of: 40, in: database) { fleet, world in
            let rare = fleet.devices.prefix(4).map { "\($0.id)" }.joined(separator: ", ")
            try await world.change("UPDATE devices SET hardware_version = 'rev-b' WHERE id IN (\(rare))")
            let id = try await fleet.createPlan(waves: [6])
            try await fleet.conduct()
            let hardware = try await fleet.rows(try await fleet.batches(of: id)[0]).map(\.batchDevice.hardwareVersion)
            #expect(hardware.count { $0 == "rev-b" } == 3)
            #expect(hardware.count { $0 == "rev-a" } == 3)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a device that cannot take the release is left out, and counted by the reason`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            _ = try await fleet.services.devices.setStatus(of: "dev-001", active: false, as: fleet.ada)
            try await world.change(
                "UPDATE devices SET firmware_version = '2.0.0' WHERE device_uid IN ('dev-002', 'dev-003')")
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).targets?.total == 9)
            let excluded = try await world.read { try $0.exclusions(of: id) }
            #expect(excluded == [.deviceInactive: 1, .alreadyOnVersion: 2])
            let event = try await fleet.events().first { $0.kind == .rolloutFrozen }
            #expect(event?.detail == "9 devices in 3 waves; left out: 2 already_on_version, 1 device_inactive")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the next wave opens once the one before is verified and has soaked, and not earlier`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.soaking, .planned, .planned])
            fleet.clock.advance(by: .seconds(1_799))
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.soaking, .planned, .planned])
            fleet.clock.advance(by: .seconds(1))
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.passed, .open, .planned])
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            fleet.clock.advance(by: .seconds(1_800))
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.passed, .passed, .open])
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .completed)
            #expect(rollout.counters.succeeded == 12)
            #expect(try await Set(fleet.devices(of: id)).count == 12)
            #expect(try await world.wrongFigures() == [])
            let kinds = try await fleet.eventKinds().filter {
                "\($0)".hasPrefix("wave") || "\($0)".hasPrefix("rollout")
            }
            #expect(
                kinds == [
                    .rolloutCreated, .waveOpened, .rolloutFrozen, .waveSoaking, .wavePassed, .waveOpened, .waveSoaking,
                    .wavePassed, .waveOpened, .rolloutEnded,
                ])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a canary that breaks its gate stops the rollout, and no second wave opens`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 12, in: database) { fleet, _ in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            for row in try await fleet.rows(try await fleet.batches(of: id)[0]) {
                let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
                let session = try #require(row.session).sessionID
                _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
                _ = try await fleet.updates.fail(session, reason: "bricked", as: fleet.device(index))
            }
            fleet.clock.advance(by: .seconds(86_400))
            try await fleet.conduct()
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .paused)
            #expect(rollout.pause?.cause == .gate)
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.open, .planned, .planned])
            #expect(try await fleet.batches(of: id).count == 1)
            await #expect(throws: SlipwayError.self) { try await fleet.services.rollouts.resume(id, as: fleet.ada) }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a paused rollout stands still, and goes on where it was`(database: ConformingDatabase) async throws {
        try await withFleet(of: 12, in: database) { fleet, _ in
            let id = try await fleet.createPlan()
            _ = try await fleet.services.rollouts.pause(id, reason: "wait", as: fleet.ada)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).targets == RolloutTargets(isFrozen: false, total: 0, left: 0))
            #expect(try await fleet.services.rollouts.resume(id, as: fleet.ada).rollout.status == .pending)
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            _ = try await fleet.services.rollouts.pause(id, reason: "wait", as: fleet.ada)
            fleet.clock.advance(by: .seconds(3_600))
            try await fleet.conduct()
            _ = try await fleet.services.rollouts.resume(id, as: fleet.ada)
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id)[0].wave.state == .soaking)
            fleet.clock.advance(by: .seconds(1_800))
            try await fleet.conduct()
            #expect(try await fleet.waves(of: id)[0].wave.state == .passed)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a person lets a wave pass before its time, with a reason`(database: ConformingDatabase) async throws {
        try await withFleet(of: 12, in: database) { fleet, _ in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            await #expect(throws: SlipwayError.self) {
                try await fleet.services.rollouts.advance(id, past: 2, reason: "now", as: fleet.ada)
            }
            await #expect(throws: SlipwayError.self) {
                try await fleet.services.rollouts.advance(id, past: 1, reason: "", as: fleet.ada)
            }
            _ = try await fleet.services.rollouts.advance(id, past: 1, reason: "urgent", as: fleet.ada)
            try await fleet.conduct()
            let wave = try await fleet.waves(of: id)[0].wave
            #expect(wave.pass == WavePass(at: fleet.clock.now, by: "ada", reason: "urgent"))
            #expect(try await fleet.waves(of: id).map(\.wave.state) == [.passed, .open, .planned])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout that is cancelled takes no further device, and ends`(database: ConformingDatabase) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            let cancelled = try await fleet.services.rollouts.cancel(id, reason: "wrong release", as: fleet.ada)
            #expect(cancelled.status == .cancelling)
            try await fleet.conduct()
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .cancelled)
            #expect(rollout.targets?.left == 0)
            #expect(try await fleet.devices(of: id).count == 2)
            #expect(try await fleet.eventKinds().last == .rolloutEnded)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout that is cancelled before its devices are settled ends`(database: ConformingDatabase) async throws {
        try await withFleet(of: 3, in: database) { fleet, _ in
            let id = try await fleet.createPlan()
            _ = try await fleet.services.rollouts.cancel(id, reason: "wrong release", as: fleet.ada)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .cancelled)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout none of whose devices can take the release fails`(database: ConformingDatabase) async throws {
        try await withFleet(of: 3, in: database) { fleet, _ in
            for device in fleet.devices {
                _ = try await fleet.services.devices.setStatus(of: device.deviceUID, active: false, as: fleet.ada)
            }
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .failed)
            #expect(try await fleet.eventKinds().last == .rolloutEnded)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `listed devices are settled at once, and a list of which none can take part is refused`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 6, in: database) { fleet, _ in
            var request = RolloutRequest(
                name: "spring", firmware: .id(fleet.release.id),
                target: .devices(ids: [], uids: ["dev-004", "dev-002", "dev-004"]))
            let rollout = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout
            #expect(rollout.status == .inProgress)
            #expect(rollout.targets == RolloutTargets(isFrozen: true, total: 2, left: 2))
            try await fleet.conduct()
            #expect(try await fleet.devices(of: rollout.id).count == 1)
            request.target = .devices(ids: [], uids: ["dev-001", "dev-nowhere"])
            await #expect(throws: SlipwayError.self) {
                try await fleet.services.rollouts.create(request, as: fleet.ada)
            }
            try await fleet.completeAll(of: rollout.id)
            request.target = .devices(ids: [], uids: ["dev-001"])
            let before = try await fleet.events().count
            await #expect(throws: SlipwayError.noTargets) {
                try await fleet.services.rollouts.create(request, as: fleet.ada)
            }
            #expect(try await fleet.events().count == before)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a creation that is sent again is the same rollout`(database: ConformingDatabase) async throws {
        try await withFleet(of: 3, in: database) { fleet, _ in
            let first = try await fleet.createPlan(requestID: "r-1")
            #expect(try await fleet.createPlan(requestID: "r-1") == first)
            await #expect(throws: SlipwayError.requestKeyReused("r-1")) {
                try await fleet.createPlan(waves: [1], requestID: "r-1")
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a creation that is sent again is the same rollout though its filter finds no device any more`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 3, in: database) { fleet, world in
            let first = try await fleet.createPlan(filter: "hardware=rev-a", requestID: "r-1")
            try await world.change("UPDATE devices SET hardware_version = 'rev-b'")
            #expect(try await fleet.createPlan(filter: "hardware=rev-a", requestID: "r-1") == first)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `several conductors at once move each device into one batch`(database: ConformingDatabase) async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 5
        try await withFleet(of: 60, in: database, settings: settings) { fleet, world in
            let ids = [
                try await fleet.createPlan(waves: [45]),
                try await fleet.createPlan(waves: [45], filter: "hardware=rev-a"),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try await fleet.conduct() } }
                try await group.waitForAll()
            }
            try await fleet.conduct()
            for id in ids {
                let devices = try await fleet.devices(of: id)
                #expect(devices.count == 45)
                #expect(Set(devices).count == 45)
                let targets = try #require(try await fleet.rollout(id).targets)
                #expect(targets.left + devices.count == targets.total)
                #expect(targets.total == 60)
            }
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `no more than four batches wait to be started`(database: ConformingDatabase) async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 5
        try await withFleet(of: 60, in: database, settings: settings) { fleet, _ in
            let id = try await fleet.createPlan(waves: [45])
            while try await fleet.conductor.step() {}
            #expect(try await fleet.batches(of: id).count == 4)
            _ = try await fleet.processor.step()
            while try await fleet.conductor.step() {}
            #expect(try await fleet.batches(of: id).count == 5)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a program of the release before does not end a rollout whose devices still wait`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(of: 12, in: database) { fleet, world in
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            try await world.change("UPDATE rollouts SET status = 'completed' WHERE id = \(id)")
            #expect(try await fleet.rollout(id).status == .inProgress)
        }
    }

    private func withFleet(
        of count: Int, in database: ConformingDatabase, settings: ServiceSettings = ServiceSettings(),
        _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(
                try await makeFleet(of: count, in: world.repository, clock: world.clock, settings: settings), world)
        }
    }
}

/// What a rollout would do is what it does.
@Suite struct RolloutPreviewTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `the canary that is planned is the canary that is made`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 60, in: world.repository, clock: world.clock)
            try await world.change("UPDATE devices SET hardware_version = 'rev-b' WHERE device_uid < 'dev-021'")
            _ = try await fleet.services.devices.setStatus(of: "dev-050", active: false, as: fleet.ada)
            let request = RolloutRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"),
                waves: [WavePlan(size: .count(15)), WavePlan(size: .share(1))])
            let preview = try await fleet.services.rollouts.plan(request, as: fleet.ada)
            #expect(preview.devices == 59)
            #expect(preview.waves.map(\.devices) == [15, 44])
            #expect(preview.excluded == [.deviceInactive: 1])
            #expect(preview.mix.map(\.devices) == [39, 20])
            #expect(try await fleet.services.rollouts.rollouts(areOpen: true, limit: 1, as: fleet.ada).isEmpty)

            let id = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout.id
            try await fleet.conduct()
            let hardware = try await fleet.rows(try await fleet.batches(of: id)[0]).map(\.batchDevice.hardwareVersion)
            #expect(preview.mix.map(\.hardwareVersion) == ["rev-a", "rev-b"])
            #expect(
                preview.mix.map(\.canary) == ["rev-a", "rev-b"].map { version in hardware.count { $0 == version } })
        }
    }
}
