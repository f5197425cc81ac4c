import SlipwayCore
import TestSupport
import Testing

@Suite struct RandomMovesTests {
    @Test(arguments: ConformingDatabase.allCases, [UInt64(1), 2, 3])
    func `the kept figures equal a recount after any sequence of moves`(
        database: ConformingDatabase, seed: UInt64
    ) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 24)
            try await world.write { transaction in
                var generator = SeededGenerator(seed: seed)
                var seen: Set<UpdateSessionState> = []
                for _ in 0..<400 {
                    world.clock.advance(by: .seconds(Int64.random(in: 1...90, using: &generator)))
                    guard let session = started.sessions.randomElement(using: &generator) else { return }
                    try Self.doSomething(to: session, of: started, using: &generator, in: transaction)
                    if let state = try transaction.sessionContext(session)?.session.updateStatus { seen.insert(state) }
                }
                #expect(seen == Set(UpdateSessionState.allCases))
            }
            #expect(try await world.wrongFigures() == [])
            let recount = try await world.read { try $0.recount(started.batch.id, limit: 9) }
            #expect(recount == [.batch(started.batch.id): [], .rollout(started.batch.rolloutID): []])
            let counters = try await world.read { try $0.batch(started.batch.id)?.counters }
            #expect(counters?.total == 24)
        }
    }

    private static func doSomething(
        to id: SessionID, of started: StartedBatch, using generator: inout SeededGenerator,
        in transaction: any RepositoryTransaction
    ) throws {
        guard let context = try transaction.sessionContext(id), let device = context.batchDevice else { return }
        let state = context.session.updateStatus
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<5:
            try Self.moveOn(context.session, using: &generator, in: transaction)
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

    /// By any event that moves it; one that ends it early is drawn less often, so that others get far.
    private static func moveOn(
        _ session: UpdateSession, using generator: inout SeededGenerator, in transaction: any RepositoryTransaction
    ) throws {
        for event in UpdateSessionEvent.allCases.shuffled(using: &generator) {
            guard case .moved(let next, _) = try? session.updateStatus.after(event) else { continue }
            let endsEarly = next == .failed || next == .cancelled
            if endsEarly, Int.random(in: 0..<6, using: &generator) > 0 { continue }
            let failures = ["flash error 17", "flash error 18", "no space left", nil]
            let failure = next == .failed ? failures.randomElement(using: &generator) ?? nil : nil
            try transaction.step(
                session.sessionID, to: next, reason: Self.reason(of: next, failure: failure), failure: failure,
                isReport: next != .cancelled && (next != .failed || failure != nil))
            return
        }
    }

    private static func reason(of end: UpdateSessionState, failure: String?) -> ReasonCode? {
        switch end {
        case .failed: failure == nil ? .noReport : .deviceReported
        case .cancelled: .cancelled
        case .initiated, .acknowledged, .downloading, .flashed, .completed: nil
        }
    }
}
