import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct CounterRepairTests {
    @Test(arguments: ConformingDatabase.kinds, [1, 2, 3] as [UInt64])
    func `a fleet whose every figure was changed at random is mended`(
        database: ConformingDatabase, seed: UInt64
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await world.livedFleet()
            #expect(try await world.wrongFigures() == [])
            var changes = FigureChanges(seed: seed)
            for batch in fleet.batches { try await world.change(changes.ofBatch(batch)) }
            for rollout in fleet.rollouts { try await world.change(changes.ofRollout(rollout, in: database)) }
            for change in changes.ofTheRest { try await world.change(change) }
            let counters = fleet.services.counters
            let found = try await counters.audit(as: fleet.ada)
            let subjects = Set(found.map(\.subject))
            #expect(subjects.isSuperset(of: fleet.batches.map { .batch($0) }))
            #expect(subjects.isSuperset(of: fleet.rollouts.map { .rollout($0) }))
            #expect(subjects.contains(.organization(fleet.acme.id)))
            for subject in inOrder(found.map(\.subject)) { _ = try await counters.repair(subject, as: fleet.ada) }
            #expect(try await counters.audit(as: fleet.ada) == [])
            #expect(try await world.wrongFigures() == [])
            let told = try await fleet.events().filter { $0.kind == .countersAgreed }
            #expect(told.count == subjects.count && told.allSatisfy { $0.actorName == "ada" })
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a batch that a wrong figure keeps from being cancelled is cancelled after its repair`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 3, in: world.repository, clock: world.clock)
            let (batch, _) = try await fleet.startBatch(of: 3)
            try await world.change("UPDATE update_batches SET n_initiated = 0, n_failed = 3 WHERE id = \(batch)")
            let cancel = { try await fleet.updates.cancelBatch(batch, reason: "smoke", as: fleet.ada) }
            await #expect(throws: SlipwayError.ruleBroken) { try await cancel() }
            let found = try await fleet.services.counters.repair(.batch(batch), as: fleet.ada)
            #expect(found.map(\.figure) == ["n_initiated", "n_failed"])
            #expect(try await cancel().status == .cancelled)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a repair of what agrees writes nothing, and what was noted of it goes with a repair`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 3, in: world.repository, clock: world.clock)
            let acme = CounterSubject.organization(fleet.acme.id)
            let repair = { try await fleet.services.counters.repair(acme, as: fleet.ada) }
            let before = try await fleet.events().count
            #expect(try await repair() == [])
            #expect(try await fleet.events().count == before)
            try await world.change("UPDATE organizations SET device_count = 9")
            _ = try await CounterAudit(services: fleet.services, worker: "worker-1").step()
            #expect(try await repair() == [CounterDifference(of: acme, figure: "device_count", kept: 9, counted: 3)])
            #expect(
                try await fleet.events().last?.detail
                    == "repaired organization \(fleet.acme.id): device_count is 9, counted 3")
            #expect(try await world.read { try $0.notedDifferences(limit: 9) } == [])
        }
    }

    @Test func `who sees one organization only counts and repairs nothing`() async throws {
        try await withFleet { fleet in
            let eve = Principal.operator("eve", organization: .one(fleet.acme.id))
            let counters = fleet.services.counters
            await #expect(throws: SlipwayError.missingScope(.admin, overAll: true)) {
                try await counters.audit(as: eve)
            }
            await #expect(throws: SlipwayError.missingScope(.admin, overAll: true)) {
                try await counters.repair(.organization(fleet.acme.id), as: eve)
            }
        }
    }
}

private func inOrder(_ subjects: [CounterSubject]) -> [CounterSubject] {
    subjects.enumerated().filter { subjects.firstIndex(of: $0.element) == $0.offset }.map(\.element)
}

private struct LivedFleet {
    let fleet: StockedFleet
    let batches: [UpdateBatch.ID]
    let rollouts: [Rollout.ID]

    var services: Services { fleet.services }
    var acme: Organization { fleet.acme }
    var ada: Principal { fleet.ada }

    func events() async throws -> [Event] { try await fleet.events() }
}

extension DatabaseWorld {
    /// Batches with devices in every state.
    fileprivate func livedFleet() async throws -> LivedFleet {
        let fleet = try await makeFleet(of: 12, in: repository, clock: clock)
        let devices = fleet.devices
        let (batches, rollouts) = try await write { transaction in
            let first = try transaction.insertBatch(of: Array(devices.prefix(6)), firmware: fleet.release.id)
            let second = try transaction.insertBatch(of: Array(devices.suffix(6)), firmware: fleet.release.id)
            let third = try transaction.insertBatch(of: Array(devices.prefix(2)), into: second.rolloutID)
            let sessions = try transaction.startBatch(first)
            try transaction.complete(sessions[0])
            try transaction.complete(sessions[1])
            try transaction.step(sessions[2], to: .failed, reason: .deviceReported, failure: "no space")
            try transaction.step(sessions[3], to: .acknowledged)
            for state in [UpdateSessionState.acknowledged, .downloading, .flashed] {
                try transaction.step(sessions[4], to: state)
            }
            let silent = try transaction.sessionContext(sessions[4])?.batchDevice?.id
            try transaction.setSilent(silent.map { [$0: .flashed] } ?? [:])
            return ([first.id, second.id, third.id], [first.rolloutID, second.rolloutID])
        }
        clock.advance(by: .seconds(300))
        try await write { transaction in
            try transaction.report("2.0.0", from: devices[0].id)
            try transaction.report("1.0.0", from: devices[1].id)
        }
        return LivedFleet(fleet: fleet, batches: batches, rollouts: rollouts)
    }
}

/// Statements that write figures which satisfy every CHECK and are wrong.
private struct FigureChanges {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func ofBatch(_ id: UpdateBatch.ID) -> String {
        "UPDATE update_batches SET \(assignments()) WHERE id = \(id)"
    }

    mutating func ofRollout(_ id: Rollout.ID, in database: ConformingDatabase) -> String {
        database == .postgres
            ? "UPDATE rollout_counters SET \(assignments()) WHERE rollout_id = \(id)"
            : "UPDATE rollouts SET \(assignments()) WHERE id = \(id)"
    }

    var ofTheRest: [String] {
        [
            "UPDATE organizations SET device_count = device_count + 5",
            "UPDATE update_batch_reasons SET n = n + 2 WHERE cause = 'failed'",
            "DELETE FROM update_batch_reasons WHERE cause <> 'failed'",
            "UPDATE update_batch_reason_factors SET n = n + 1 WHERE attribute = 'organization'",
            "DELETE FROM update_batch_reason_factors WHERE attribute = 'from_version'",
            "UPDATE update_batch_attributes SET n = n + 3 WHERE attribute <> 'organization'",
            "DELETE FROM update_batch_attributes WHERE attribute = 'organization'",
            "UPDATE update_batch_minutes SET n_finished = n_finished + 4, n_bad = 0",
        ]
    }

    private mutating func assignments() -> String {
        var counters = BatchCounters()
        // Far from what so few devices come to.
        for figure in [BatchCounters.Figure.pending, .initiated, .succeeded, .failed] {
            counters[figure] = number(20...90)
        }
        counters.total = counters.open + counters.finished
        for figure in [BatchCounters.Figure.acknowledged, .downloading, .flashed] { counters[figure] = number(1...6) }
        counters.verified = number(20...90)
        counters.fellBack = number(20...90)
        counters.silent = number(10...19)
        counters.silentFlashed = number(2...9)
        return BatchCounters.Figure.allCases.map { "\($0.column) = \(counters[$0])" }.joined(separator: ", ")
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
}
