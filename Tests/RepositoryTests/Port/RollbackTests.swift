import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// The way back of a rollout, on every database; `SLIPWAY_ROLLBACK_DEVICES` says of how many devices the fleet is that
/// trips.
@Suite struct RollbackTests {
    private static let devices =
        ProcessInfo.processInfo.environment["SLIPWAY_ROLLBACK_DEVICES"].flatMap { Int($0) } ?? 240

    @Test(.timeLimit(.minutes(30)), arguments: ConformingDatabase.kinds)
    func `a fleet that tripped in its second wave runs what it ran before, each device its own`(
        database: ConformingDatabase
    ) async throws {
        try await withMixedFleet(of: Self.devices, in: database) { fleet, world in
            let before = try await fleet.versions()
            let (id, flashed) = try await fleet.tripInSecondWave()
            let taken = try await fleet.versions().count { $0.value == "2.0.0" }
            #expect(taken > Self.devices / 5)

            let rollback = try await fleet.services.rollouts.rollBack(id, reason: "no network", as: fleet.ada)
            #expect(!rollback.wasRepeat)
            #expect(rollback.groups.map(\.release.version) == ["1.0.0", "1.1.0"])
            let (known, unknown) = (rollback.groups, rollback.unknown)
            #expect(known.reduce(0) { $0 + $1.devices } + unknown.devices == taken - 1)
            #expect(known.reduce(0) { $0 + $1.underWay } == 1)
            #expect(Set(unknown.map(\.version)).isSubset(of: ["", "0.9.9"]))
            let ids = known.compactMap { $0.rollout?.id }
            #expect(ids.count == 2)

            // Devices that have not answered yet keep none of the others waiting.
            try await fleet.conduct()
            try await fleet.answerAll(of: ids)
            let named = Set(before.filter { ["1.0.0", "1.1.0"].contains($0.value) }.keys)
            let back = try await fleet.versions()
            let away = named.filter { back[$0] != before[$0] }
            #expect(away == [flashed.uid])
            #expect(try await fleet.rollouts(ids).map(\.status).contains(.inProgress))

            // It ends, and joins.
            _ = try await fleet.updates.complete(
                flashed.session, checksum: fleet.release.checksum, as: fleet.device(flashed.index))
            try await fleet.report("2.0.0", from: flashed.index)
            try await fleet.conduct()
            try await fleet.answerAll(of: ids)
            let all = try await fleet.versions()
            #expect(named.allSatisfy { all[$0] == before[$0] })
            #expect(try await fleet.rollouts(ids).map(\.status) == [.completed, .completed])
            #expect(try await fleet.rollouts(ids).reduce(0) { $0 + $1.counters.succeeded } + unknown.devices == taken)
            #expect(try await fleet.rollouts(ids).map(\.origin) == [.rollback(of: id), .rollback(of: id)])
            #expect(try await world.wrongFigures() == [])

            let again = try await fleet.services.rollouts.rollBack(id, reason: "once more", as: fleet.ada)
            #expect(again.wasRepeat)
            #expect(again.groups.compactMap { $0.rollout?.id } == ids)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a repeat creates nothing twice, whatever calls come at once`(database: ConformingDatabase) async throws {
        try await withMixedFleet(of: 60, in: database) { fleet, _ in
            let (id, _) = try await fleet.tripInSecondWave()
            let planned = try await fleet.services.rollouts.rollBack(id, reason: nil, as: fleet.ada)
            #expect(planned.groups.allSatisfy { $0.rollout == nil && $0.devices > 0 })
            #expect(try await fleet.rollbacks(of: id).isEmpty)
            let results = try await withThrowingTaskGroup(of: Rollback.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await fleet.services.rollouts.rollBack(id, reason: "x", as: fleet.ada) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count { !$0.wasRepeat } == 1)
            #expect(Set(results.map { $0.groups.map { $0.rollout?.id } }).count == 1)
            #expect(try await fleet.rollbacks(of: id).count == planned.groups.count)
            let events = try await fleet.events().count { $0.kind == .rolloutRolledBack }
            #expect(events == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `every release that does not fit is named, and nothing is created`(database: ConformingDatabase) async throws {
        try await withMixedFleet(of: 60, in: database, supporting: ["rev-x"]) { fleet, _ in
            let (id, _) = try await fleet.tripInSecondWave()
            let before = try await fleet.events().count
            _ = try await fleet.services.firmware.promote("1.0.0", to: .deprecated, by: fleet.ada)
            let faults = try await fleet.faults { try await $0.rollBack(id, reason: "x", as: fleet.ada) }
            #expect(
                faults == [
                    "1.0.0: is deprecated, not approved", "1.1.0: does not support hardware rev-a",
                ])
            #expect(try await fleet.rollbacks(of: id).isEmpty)
            #expect(try await fleet.eventKinds(after: before) == [.firmwarePromoted])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what fails between two rollouts leaves none of them`(database: ConformingDatabase) async throws {
        try await withMixedFleet(of: 60, in: database) { fleet, world in
            let (id, _) = try await fleet.tripInSecondWave()
            let before = try await fleet.events().count
            try await world.change("CREATE UNIQUE INDEX one_way_back ON rollouts (rollback_of)")
            await #expect(throws: (any Error).self) {
                try await fleet.services.rollouts.rollBack(id, reason: "x", as: fleet.ada)
            }
            #expect(try await fleet.rollbacks(of: id).isEmpty)
            #expect(try await fleet.events().count == before)
            try await world.change("DROP INDEX one_way_back")
            _ = try await fleet.services.rollouts.rollBack(id, reason: "x", as: fleet.ada)
            #expect(try await fleet.rollbacks(of: id).count == 2)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release whose stored bytes are damaged takes no device back`(database: ConformingDatabase) async throws {
        try await withMixedFleet(of: 60, in: database) { fleet, world in
            let (id, _) = try await fleet.tripInSecondWave()
            let other = String(repeating: "b", count: 64)
            try await world.change("UPDATE firmware_releases SET checksum = '\(other)' WHERE version = '1.1.0'")
            let faults = try await fleet.faults { try await $0.rollBack(id, reason: "x", as: fleet.ada) }
            #expect(faults == ["1.1.0: its stored bytes do not match its checksum"])
            #expect(try await fleet.rollbacks(of: id).isEmpty)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout goes back once it stands still, and goes on no more while it does`(
        database: ConformingDatabase
    ) async throws {
        try await withMixedFleet(of: 60, in: database) { fleet, _ in
            let id = try await fleet.createPlan(waves: [20])
            try await fleet.conduct()
            let rollouts = fleet.services.rollouts
            #expect(await fleet.code { try await rollouts.rollBack(id, reason: "x", as: fleet.ada) } == "ROLLOUT_002")
            _ = try await rollouts.pause(id, as: fleet.ada)
            // None has taken it.
            #expect(await fleet.code { try await rollouts.rollBack(id, reason: "x", as: fleet.ada) } == "ROLLOUT_005")
            _ = try await rollouts.resume(id, as: fleet.ada)
            try await fleet.answerAll(of: [id])
            _ = try await rollouts.pause(id, as: fleet.ada)
            let made = try await rollouts.rollBack(id, reason: "x", as: fleet.ada).groups.compactMap(\.rollout)
            #expect(await fleet.code { try await rollouts.resume(id, as: fleet.ada) } == "ROLLOUT_002")
            for rollback in made { _ = try await rollouts.pause(rollback.id, as: fleet.ada) }
            let nested = await fleet.code { try await rollouts.rollBack(made[0].id, reason: "x", as: fleet.ada) }
            #expect(nested == "ROLLOUT_005")
            for rollback in made { _ = try await rollouts.cancel(rollback.id, reason: "x", as: fleet.ada) }
            try await fleet.conduct()
            #expect(try await rollouts.resume(id, as: fleet.ada).rollout.status == .inProgress)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch that was created alone goes back too`(database: ConformingDatabase) async throws {
        try await withMixedFleet(of: 12, in: database) { fleet, world in
            let before = try await fleet.versions()
            let (batch, sessions) = try await fleet.startBatch(of: 9)
            for (index, session) in sessions.enumerated() { try await fleet.take(session, of: index, to: .completed) }
            let id = try await fleet.batch(batch).rolloutID
            #expect(try await fleet.rollout(id).status == .completed)
            let made = try await fleet.services.rollouts.rollBack(id, reason: "x", as: fleet.ada)
            let ids = made.groups.compactMap { $0.rollout?.id }
            try await fleet.conduct()
            try await fleet.answerAll(of: ids)
            let known = before.filter { ["1.0.0", "1.1.0"].contains($0.value) }
            let after = try await fleet.versions()
            #expect(known.allSatisfy { after[$0.key] == $0.value })
            #expect(try await fleet.rollouts(ids).allSatisfy { $0.status == .completed })
            #expect(try await world.wrongFigures() == [])
        }
    }

    /// Of twelve devices each seven ran 1.0.0, three 1.1.0, one 0.9.9, which is not a release, and one nothing known.
    ///
    /// - Parameter hardware: what 1.1.0 supports.
    private func withMixedFleet(
        of count: Int, in database: ConformingDatabase, supporting hardware: [String] = [],
        _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: count, in: world.repository, clock: world.clock)
            try await world.write { transaction in
                let digests = FirmwareDigests(sha256: fleet.release.checksum, sha1: "00", md5: "00")
                for version in ["1.0.0", "1.1.0"] {
                    try transaction.insertRelease(
                        version: version, hardwareVersions: version == "1.1.0" ? hardware : [], digests: digests,
                        sizeBytes: fleet.release.sizeBytes)
                }
            }
            for (index, device) in fleet.devices.enumerated() where index % 12 >= 7 {
                let version = index % 12 < 10 ? "1.1.0" : index % 12 == 10 ? "0.9.9" : ""
                try await world.change("UPDATE devices SET firmware_version = '\(version)' WHERE id = \(device.id)")
            }
            try await body(fleet, world)
        }
    }
}

extension [Rollback.Unknown] {
    fileprivate var devices: Int { reduce(0) { $0 + $1.devices } }
}

extension StockedFleet {
    /// What every device runs, by its uid.
    func versions() async throws -> [String: String] {
        var versions: [String: String] = [:]
        for device in devices {
            versions[device.deviceUID] = try await services.devices.device(uid: device.deviceUID, as: ada)
                .firmwareVersion
        }
        return versions
    }

    func rollouts(_ ids: [Rollout.ID]) async throws -> [Rollout] {
        var found: [Rollout] = []
        for id in ids { found.append(try await rollout(id)) }
        return found
    }

    func rollbacks(of id: Rollout.ID) async throws -> [Rollout.ID] {
        try await services.repository.read { try $0.rollbacks(of: id) }
    }

    func code<Answer>(_ call: () async throws -> Answer) async -> String? {
        do {
            _ = try await call()
            return nil
        } catch {
            return (error as? SlipwayError)?.code
        }
    }

    /// What keeps a rollout from being rolled back.
    func faults(_ call: (RolloutService) async throws -> Rollback) async throws -> [String] {
        do {
            _ = try await call(services.rollouts)
            return []
        } catch SlipwayError.notReversible(let faults) {
            return faults.map(\.description)
        }
    }

    func report(_ version: String, from index: Int) async throws {
        clock.advance(by: .seconds(1))
        _ = try await updates.check(uid: devices[index].deviceUID, reportedVersion: version, as: device(index))
        try await services.reports.flush()
    }

    /// The canary passes. Of the next wave one device in five fails before it flashes, which pauses the rollout; one has
    /// flashed, and is not heard of yet, and all others run the release.
    func tripInSecondWave(
        preparesRollback: Bool = false
    ) async throws -> (id: Rollout.ID, flashed: (uid: String, index: Int, session: SessionID)) {
        let canary = devices.count / 12
        let id = try await createPlan(waves: [canary, canary + devices.count / 5], preparesRollback: preparesRollback)
        try await conduct()
        try await answerAll(of: [id])
        clock.advance(by: .seconds(1_800))
        try await conduct()
        var open: [BatchDeviceRow] = []
        for batch in try await batches(of: id) {
            open += try await rows(batch).filter { $0.batchDevice.status == .initiated }
        }
        let places = Dictionary(uniqueKeysWithValues: devices.enumerated().map { ($1.deviceUID, $0) })
        var flashed: (uid: String, index: Int, session: SessionID)?
        let bad = (open.count + 4) / 5
        for (place, row) in open.enumerated().reversed() {
            guard let session = row.session?.sessionID, let index = places[row.deviceUID] else { continue }
            if place < bad {
                if try await rollout(id).status == .paused { break }
                _ = try await updates.acknowledge(session, as: device(index))
                _ = try await updates.fail(session, reason: "no space", as: device(index))
            } else if flashed == nil, ["1.0.0", "1.1.0"].contains(row.batchDevice.fromVersion) {
                try await take(session, of: index, to: .flashed)
                flashed = (row.deviceUID, index, session)
            } else {
                try await take(session, of: index, to: .completed)
                try await report("2.0.0", from: index)
            }
        }
        guard let flashed, try await rollout(id).brokenGate != nil else { throw SlipwayError.unknownValue }
        return (id, flashed)
    }

    /// Each device of the rollouts takes what it is offered, and says what it runs then.
    func answerAll(of rollouts: [Rollout.ID]) async throws {
        let places = Dictionary(uniqueKeysWithValues: devices.enumerated().map { ($1.deviceUID, $0) })
        for id in rollouts {
            let version = try await services.rollouts.view(of: id, as: ada).firmwareVersion
            for batch in try await batches(of: id) {
                for row in try await rows(batch) where row.batchDevice.status == .initiated {
                    guard let session = row.session?.sessionID, let index = places[row.deviceUID] else { continue }
                    try await take(session, of: index, to: .completed)
                    try await report(version, from: index)
                }
            }
        }
        try await conduct()
    }
}
