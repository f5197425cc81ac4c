import SlipwayCore
import TestSupport
import Testing

@Suite struct RandomMovesTests {
    @Test(arguments: ConformingDatabase.allCases, [UInt64(1), 2, 3])
    func `the kept figures equal a recount after any sequence of moves`(
        database: ConformingDatabase, seed: UInt64
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 12)
            try await world.write { transaction in
                var generator = SeededGenerator(seed: seed)
                for _ in 0..<200 {
                    world.clock.advance(by: .seconds(Int64.random(in: 1...90, using: &generator)))
                    guard let session = started.sessions.randomElement(using: &generator) else { return }
                    try Self.doSomething(to: session, of: started, using: &generator, in: transaction)
                }
            }
            #expect(try await world.wrongFigures() == [])
            let recount = try await world.read { try $0.recount(started.batch.id, limit: 9) }
            #expect(recount == [.batch(started.batch.id): [], .rollout(started.batch.rolloutID): []])
            let counters = try await world.read { try $0.batch(started.batch.id)?.counters }
            #expect(counters?.total == 12)
        }
    }

    private static func doSomething(
        to id: SessionID, of started: StartedBatch, using generator: inout SeededGenerator,
        in transaction: any RepositoryTransaction
    ) throws {
        guard let context = try transaction.sessionContext(id), let device = context.batchDevice else { return }
        let state = context.session.updateStatus
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4:
            let events: [UpdateSessionEvent] = [.acknowledged, .downloaded, .flashed, .completed]
            for event in events.shuffled(using: &generator) {
                guard case .moved(let next, _) = try? state.after(event) else { continue }
                try transaction.step(id, to: next)
                return
            }
        case 4:
            guard !state.isFinal else { return }
            let failures = ["flash error 17", "flash error 18", "no space left", nil]
            let failure = failures.randomElement(using: &generator) ?? nil
            try transaction.step(
                id, to: .failed, reason: failure == nil ? .noReport : .deviceReported, failure: failure,
                isReport: failure != nil)
        case 5, 6:
            try transaction.setSilent([device.id: state.isInFlight ? state : nil])
        case 7:
            try transaction.recordReport(
                of: context.session.id, progressPercent: 50, bytesTransferred: 500, transferRate: nil)
        default:
            let version = Bool.random(using: &generator) ? started.release.version : "1.0.0"
            try transaction.report(version, from: context.device.id)
        }
    }
}
