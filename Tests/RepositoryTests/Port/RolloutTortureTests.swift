import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Everything at once: several servers conduct a rollout while its devices report, some of them badly, and an operator
/// pauses, resumes and hurries it.
@Suite struct RolloutTortureTests {
    private static let devices = 80
    /// So many bad devices stop a wave, and after each acceptance as many again.
    private static let limit = 2

    @Test(arguments: ConformingDatabase.kinds, [UInt64(1), 2])
    func `whatever happens at once, no device comes twice, none is lost, and each gate trips at its limit`(
        database: ConformingDatabase, seed: UInt64
    ) async throws {
        try await withTorture(in: database) { fleet, world in
            let gate = GateRequest(maximumBad: Self.limit, maximumBadShare: 0.0001, minimumJudged: 1)
            let id = try await fleet.createPlan(waves: [8, 32], gate: gate)
            let isOver = Flag()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<2 {
                    group.addTask {
                        let conductor = RolloutConductor(services: fleet.services, worker: "worker-\(number)")
                        let processor = BatchProcessor(services: fleet.services, worker: "worker-\(number)")
                        while !isOver.isRaised, !Task.isCancelled {
                            _ = try await conductor.step()
                            _ = try await processor.step()
                            try await Task.sleep(for: .milliseconds(1))
                        }
                    }
                }
                for part in 0..<6 {
                    group.addTask {
                        var generator = SeededGenerator(seed: seed * 100 + UInt64(part))
                        while !isOver.isRaised, !Task.isCancelled {
                            for index in stride(from: part, to: Self.devices, by: 6) {
                                await fleet.live(index, using: &generator)
                            }
                            try await Task.sleep(for: .milliseconds(1))
                        }
                    }
                }
                var generator = SeededGenerator(seed: seed)
                try await until {
                    #expect(try await Self.loss(of: id, in: fleet) == [])
                    await fleet.operate(on: id, using: &generator)
                    return try await fleet.rollout(id).status.isFinal
                }
                isOver.raise()
                try await group.waitForAll()
            }
            #expect(try await Self.loss(of: id, in: fleet) == [])
            let rollout = try await fleet.rollout(id)
            #expect(rollout.status == .completed)
            #expect(rollout.targets == RolloutTargets(isFrozen: true, total: Self.devices, left: 0))
            #expect(rollout.counters.finished == Self.devices)
            let trips = try await fleet.events().filter { $0.kind == .gateTripped }.map(\.detail)
            #expect(!trips.isEmpty)
            #expect(trips.allSatisfy { Self.newlyBad(in: $0) == Self.limit }, "\(trips)")
            #expect(try await world.wrongFigures() == [])
        }
    }

    /// The control: the same check finds what it has to find.
    @Test(arguments: ConformingDatabase.kinds)
    func `a device that is in two batches, and one that is in none, are found`(
        database: ConformingDatabase
    ) async throws {
        try await withTorture(in: database) { fleet, world in
            let id = try await fleet.createPlan(waves: [8, 32])
            try await fleet.conduct()
            #expect(try await Self.loss(of: id, in: fleet) == [])
            // As by a server that forms the same head of the targets again.
            try await world.write { transaction in
                let first = try transaction.batches(of: id, in: Set(UpdateBatchState.allCases), limit: 1)[0]
                let row = try transaction.devices(ofBatch: first, filter: .none, at: .first, limit: 1)[0]
                let device = RankedTarget(device: row.batchDevice.deviceID, rank: .min, pool: .cover)
                try transaction.insert([device], of: id)
                _ = try transaction.formBatch(of: WaveID(rollout: id, number: 1), limit: 1)
            }
            #expect(
                try await Self.loss(of: id, in: fleet) == [
                    "1 devices came twice", "72 wait and 9 are in batches, of 80",
                ])
            try await world.write { _ = try $0.removeTargets(of: id, limit: 3) }
            try await world.write { try $0.noteTaken(3, from: id) }
            #expect(
                try await Self.loss(of: id, in: fleet) == [
                    "1 devices came twice", "69 wait and 9 are in batches, of 80",
                ])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a soak counts only the time in which the service listened`(database: ConformingDatabase) async throws {
        try await withTorture(in: database) { fleet, _ in
            let id = try await fleet.createPlan(waves: [8, 32])
            try await fleet.beat()
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            func state() async throws -> WaveState { try await fleet.waves(of: id)[0].wave.state }
            #expect(try await state() == .soaking)
            try await fleet.beat(for: .seconds(1_700))
            // Away for long enough, and nothing is judged until somebody listens again.
            fleet.clock.advance(by: .seconds(7_200))
            try await fleet.conduct()
            #expect(try await state() == .soaking)
            try await fleet.beat()
            try await fleet.conduct()
            #expect(try await state() == .soaking)
            try await fleet.beat(for: .seconds(1_799))
            try await fleet.conduct()
            #expect(try await state() == .soaking)
            try await fleet.beat(for: .seconds(1))
            try await fleet.conduct()
            #expect(try await state() == .passed)
        }
    }

    /// `8 bad, 6 of them accepted before, …` has two new ones.
    private static func newlyBad(in text: String) -> Int? {
        let numbers = text.split(separator: ",").prefix(2).map { Int($0.split(separator: " ").first ?? "") }
        let accepted = text.contains("accepted before") ? numbers.last ?? nil : 0
        guard let bad = numbers.first ?? nil, let accepted else { return nil }
        return bad - accepted
    }

    /// What must not be at any moment, in words.
    private static func loss(of id: Rollout.ID, in fleet: StockedFleet) async throws -> [String] {
        try await fleet.services.repository.read { reader in
            var inBatches: [Device.ID] = []
            for batch in try reader.batches(of: id, in: Set(UpdateBatchState.allCases), limit: 1_000) {
                inBatches += try reader.devices(ofBatch: batch, filter: .none, at: .first, limit: 500)
                    .map(\.batchDevice.deviceID)
            }
            guard let targets = try reader.rollout(id)?.targets else { return ["there is no rollout"] }
            var found: [String] = []
            let twice = inBatches.count - Set(inBatches).count
            if twice > 0 { found.append("\(twice) devices came twice") }
            if targets.isFrozen, targets.left + inBatches.count != devices {
                found.append("\(targets.left) wait and \(inBatches.count) are in batches, of \(devices)")
            }
            return found
        }
    }

    private func withTorture(
        in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 5
        try await database.withWorld { world in
            try await body(
                try await makeFleet(
                    of: Self.devices, in: world.repository, clock: world.clock, settings: settings), world)
        }
    }
}

extension StockedFleet {
    /// One call of a device, if it has anything to say: of four one fails.
    fileprivate func live(_ index: Int, using generator: inout SeededGenerator) async {
        let (uid, principal) = (devices[index].deviceUID, device(index))
        let fails = Int.random(in: 0..<4, using: &generator) == 0
        let context = try? await services.repository.read { try $0.checkContext(uid: uid)?.openSession }
        guard let context else { return }
        let session = context.session.sessionID
        switch context.session.updateStatus {
        case .initiated: _ = try? await updates.acknowledge(session, as: principal)
        case .acknowledged where fails: _ = try? await updates.fail(session, reason: "no space", as: principal)
        case .acknowledged: _ = try? await updates.readBytes(session, offset: 0, size: 10, as: principal)
        case .downloading: _ = try? await updates.flashed(session, as: principal)
        case .flashed:
            _ = try? await updates.complete(session, checksum: release.checksum, as: principal)
            _ = try? await updates.check(uid: uid, reportedVersion: release.version, as: principal)
        case .completed, .failed, .cancelled: break
        }
    }

    /// One thing that an operator does at the rollout, most of which is refused at any one moment.
    fileprivate func operate(on id: Rollout.ID, using generator: inout SeededGenerator) async {
        let rollouts = services.rollouts
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: _ = try? await rollouts.pause(id, reason: "look", as: ada)
        case 1, 2: _ = try? await rollouts.resume(id, acceptsBad: true, reason: "go on", as: ada)
        case 3:
            for wave in 1...2 { _ = try? await rollouts.advance(id, past: wave, reason: "hurry", as: ada) }
        case 4: _ = try? await services.reports.flush()
        default: clock.advance(by: .seconds(120))
        }
    }
}
