import Dispatch
import SlipwayCore
import Synchronization
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresContentionTests {
    @Test func `of two that lock one another out, one runs again, and both succeed`() async throws {
        try await withPostgres { repository, _, _ in
            let ids = try await repository.write { transaction in
                (try transaction.insertOrganization(name: "a").id, try transaction.insertOrganization(name: "b").id)
            }
            let meeting = Meeting(of: 2)
            let runs = Atomic(0)
            let swap = { @Sendable (first: Organization.ID, second: Organization.ID) in
                try await repository.write { transaction in
                    runs.add(1, ordering: .relaxed)
                    _ = try transaction.organization(first)
                    meeting.arrive()
                    if var organization = try transaction.organization(second) {
                        organization.displayName += "+"
                        try transaction.update(organization)
                    }
                }
            }
            async let one: Void = swap(ids.0, ids.1)
            async let other: Void = swap(ids.1, ids.0)
            _ = try await (one, other)
            let names = try await repository.read { reader in
                try [ids.0, ids.1].map { try reader.organization($0)?.displayName.hasSuffix("+") }
            }
            #expect(names == [true, true])
            #expect(runs.load(ordering: .relaxed) == 3)
        }
    }

    @Test func `of two devices that become bad at once, the second to hold the gate sees both`() async throws {
        #expect(try await Self.badSeen(holdingGate: true).sorted() == [1, 2])
    }

    /// The control: this is what the lock is for.
    @Test func `without the lock of the gate each of them sees itself alone`() async throws {
        #expect(try await Self.badSeen(holdingGate: false) == [1, 1])
    }

    /// Two devices of different batches fail in two transactions that both have written before either reads how many of
    /// their wave are bad.
    private static func badSeen(holdingGate: Bool) async throws -> [Int] {
        try await withPostgres { repository, _, _ in
            let (wave, sessions) = try await repository.write { transaction in
                let organization = try transaction.insertOrganization()
                let release = try transaction.insertRelease()
                // Each of a shard of its own, so that it is not a place that keeps them apart.
                let rollout = try transaction.insert(
                    .example(
                        organization: organization.id, firmware: release.id, shards: 2,
                        gate: GateRule(maximumBad: 2, maximumBadShare: 0.1, minimumJudged: 1)))
                let sessions = try transaction.insertDevices(2, in: organization.id).enumerated().map { index, device in
                    try transaction.startBatch(
                        try transaction.insertBatch(of: [device], into: rollout), sessionsFrom: 1 + index)[0]
                }
                return (WaveID(rollout: rollout, number: 1), sessions)
            }
            let (written, read) = (Meeting(of: 2), Meeting(of: 2))
            let fail = { @Sendable (session: SessionID) in
                try await repository.write { transaction in
                    try transaction.step(session, to: .failed, reason: .deviceReported, failure: "no space")
                    written.arrive()
                    if holdingGate { _ = try transaction.lockedGate(of: wave) }
                    let bad = try transaction.counters(of: wave).bad
                    if !holdingGate { read.arrive() }
                    return bad
                }
            }
            async let one = fail(sessions[0])
            async let other = fail(sessions[1])
            return [try await one, try await other]
        }
    }

    @Test func `of two devices of different batches that ask for the last place at once, one gets it`() async throws {
        let joined = try await Self.joined { transaction, _, session in
            try transaction.sessionContext(session)?.hold == nil
        }
        #expect(joined == 1)
    }

    /// The control: by the sum that a program of the release before goes by, which locks nothing.
    @Test func `by what all batches say together both get it`() async throws {
        let read = Meeting(of: 2)
        let joined = try await Self.joined { transaction, rollout, _ in
            let counters = try transaction.rollout(rollout)?.counters
            read.arrive()
            return counters?.acknowledged == 0
        }
        #expect(joined == 2)
    }

    /// - Parameter mayJoin: asked by two at once, of different batches of a rollout with one place.
    /// - Returns: how many are in flight then.
    private static func joined(
        where mayJoin: @escaping @Sendable (any RepositoryTransaction, Rollout.ID, SessionID) throws -> Bool
    ) async throws -> Int? {
        try await withPostgres { repository, _, _ in
            let (rollout, sessions) = try await repository.write { transaction in
                let organization = try transaction.insertOrganization()
                let release = try transaction.insertRelease()
                let rollout = try transaction.insert(
                    .example(organization: organization.id, firmware: release.id, maximumInFlight: 1))
                let sessions = try transaction.insertDevices(2, in: organization.id).enumerated().map { index, device in
                    try transaction.startBatch(
                        try transaction.insertBatch(of: [device], into: rollout), sessionsFrom: 1 + index)[0]
                }
                return (rollout, sessions)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for session in sessions {
                    group.addTask {
                        try await repository.write { transaction in
                            guard try mayJoin(transaction, rollout, session) else { return }
                            try transaction.step(session, to: .acknowledged)
                        }
                    }
                }
                try await group.waitForAll()
            }
            return try await repository.read { try $0.places(of: rollout)?.shards.first?.taken }
        }
    }

    @Test func `the figures of one batch stay true while all its devices report at once`() async throws {
        try await withPostgres { repository, clock, database in
            let world = DatabaseWorld(repository, clock: clock, console: database.console)
            let started = try await world.startedBatch(devices: 24)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for session in started.sessions {
                    group.addTask {
                        for state in [UpdateSessionState.acknowledged, .downloading, .flashed, .completed] {
                            try await world.write { try $0.step(session, to: state) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await world.wrongFigures() == [])
            #expect(try await world.read { try $0.batch(started.batch.id)?.counters.succeeded } == 24)
        }
    }
}

/// Lets nobody on until all have arrived once.
private final class Meeting: Sendable {
    private let missing: Mutex<Int>
    private let everybody = DispatchSemaphore(value: 0)

    init(of count: Int) { missing = Mutex(count) }

    func arrive() {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast { everybody.signal() }
        everybody.wait()
        everybody.signal()
    }
}
