import GRDB
import SlipwayCore
import Synchronization
import TestSupport
import Testing

@testable import SQLiteRepository

/// No statement of the port reads a whole table of the fleet, whatever its size: SQLite says so itself.
@Suite struct QueryPlanTests {
    private static let operations: [(name: String, run: @Sendable (SQLiteTransaction) throws -> Void)] = [
        ("device by uid", { _ = try $0.device(uid: "a") }),
        ("registered devices", { _ = try $0.devices(uids: ["a"], serials: ["b"]) }),
        ("tokens of devices", { _ = try $0.proven([TokenClaim(device: .init(1), hash: "a")]) }),
        ("check context", { _ = try $0.checkContext(uid: "dev-001") }),
        ("report contexts", { _ = try $0.reportContexts([.init(1), .init(2)]) }),
        ("reports", { try $0.report("1.0.0", from: .init(1)) }),
        ("session context", { _ = try $0.sessionContext(.example(1)) }),
        ("due sessions", { _ = try $0.dueSessions(after: nil, limit: 9) }),
        ("sessions due too far ahead", { _ = try $0.sessionsDue(beyond: .example, limit: 9) }),
        ("batches that wait too long", { _ = try $0.hasImplausibleWaits() }),
        ("sessions in flight", { _ = try $0.sessionsInFlight(after: .init(1), limit: 9) }),
        ("a step", { try $0.step(.example(1), to: .acknowledged) }),
        (
            "a report of progress",
            { try $0.recordReport(of: .init(1), progressPercent: 1, bytesTransferred: 1, transferRate: nil) }
        ),
        ("deadlines", { try $0.setDeadlines([.init(1): .example]) }),
        ("silence", { try $0.setSilent([.init(1): .acknowledged]) }),
        ("candidates", { _ = try $0.candidates(ids: [.init(1)], uids: ["a"]) }),
        ("candidates of an organization", { _ = try $0.candidates(ofOrganization: .init(1), limit: 9) }),
        ("start candidates", { _ = try $0.startCandidates(.init(1)) }),
        (
            "a start",
            {
                try $0.start(
                    [SessionStart(batchDeviceID: .init(1), deviceID: .init(1), outcome: .initiated(.example(9)))],
                    of: .init(1), firmware: .init(1), deadlineAt: .example)
            }
        ),
        ("batch to start", { _ = try $0.hasBatchToStart() }),
        ("a claim", { _ = try $0.claimBatch(owner: "w", lease: .zero, backoff: { _ in .zero }) }),
        (
            "a claim that is given back",
            {
                let claim = BatchClaim(batchID: .init(1), owner: "w", epoch: 1, attempts: 1)
                _ = try $0.giveBack(claim, until: .example)
            }
        ),
        ("batch by request", { _ = try $0.requested(.example(in: .init(1))) }),
        ("a state", { try $0.setState(of: UpdateBatch.ID(1), to: .paused, failureReason: nil) }),
        ("a rollout", { _ = try $0.lockedRollout(.init(1)) }),
        ("batches of a rollout", { _ = try $0.batches(of: .init(1), in: [.paused], limit: 2) }),
        ("a batch to cancel", { _ = try $0.batchToCancel(in: [.paused], except: [.init(1)]) }),
        ("a state of a rollout", { try $0.setState(of: Rollout.ID(1), to: .paused) }),
        ("the newest event of a kind", { _ = try $0.latestEvent(.batchCancelling, ofBatch: .init(1)) }),
        (
            "a cancellation",
            {
                try $0.cancelDevices(
                    of: .init(1), sessionsIn: UpdateSessionState.cancellable, failureReason: "x",
                    reasonKey: .masking("x"))
            }
        ),
        ("phases", { _ = try $0.phaseDurations(of: [.init(1)]) }),
        ("the live poll", { _ = try $0.live(.init(1), limits: BatchLiveLimits()) }),
        ("open rollouts", { _ = try $0.openRollouts(in: .all, limit: 9) }),
        ("open rollouts of one", { _ = try $0.openRollouts(in: .one(.init(1)), limit: 9) }),
        ("ended rollouts", { _ = try $0.endedRollouts(in: .all, after: .init(9), limit: 9) }),
        ("ended rollouts of one", { _ = try $0.endedRollouts(in: .one(.init(1)), after: nil, limit: 9) }),
        ("devices of a batch", { _ = try $0.devices(ofBatch: .init(1), filter: .none, at: .last, limit: 9) }),
        ("events of a batch", { _ = try $0.events(ofBatch: .init(1), limit: 9) }),
        ("a recount", { _ = try $0.recount(.init(1), limit: 9) }),
        ("batches in their order", { _ = try $0.batchIDs(after: .init(1), limit: 9) }),
        ("the next organization", { _ = try $0.organization(after: .init(1)) }),
        ("devices of an organization", { _ = try $0.countDevices(of: .init(1), after: "a", limit: 9) }),
        ("releases being rolled out", { _ = try $0.releasesBeingRolledOut(limit: 9) }),
        ("a chunk", { _ = try $0.chunk(0, ofSHA256: "a") }),
        ("stored chunks", { _ = try $0.storedChunks(ofSHA256: "a") }),
        ("a token by its hash", { _ = try $0.accessToken(tokenHash: "a") }),
        ("uses of tokens", { try $0.recordAccess([.init(1): .example]) }),
        (
            "telemetry",
            {
                _ = try $0.telemetry(ofDevice: .init(1), after: .init(receivedAt: .example, id: "a"), limit: 9)
            }
        ),
        (
            "old telemetry",
            {
                let anchor = TelemetryMessage.Anchor(receivedAt: .example, id: "a")
                _ = try $0.telemetry(olderThan: .example, after: anchor, limit: 9)
            }
        ),
        ("old events", { _ = try $0.events(olderThan: .example, after: .init(1), exported: false, limit: 9) }),
        ("events to export", { _ = try $0.eventsToExport(after: nil, limit: 9) }),
        (
            "old rollouts",
            {
                let anchor = EndedRollout(endedAt: .example, id: .init(1))
                _ = try $0.rollouts(endedBefore: .example, after: anchor, limit: 9)
            }
        ),
        (
            "removing a rollout",
            { transaction in
                let rollout = Rollout.ID(1)
                for batch in try transaction.batchIDs(after: nil, limit: 1) {
                    try transaction.setState(of: batch, to: .failed, failureReason: nil)
                }
                try transaction.setState(of: rollout, to: .failed)
                for session in [SessionID.example(1), .example(2), .example(3)] {
                    try transaction.step(session, to: .failed)
                }
                let end = transaction.now + .seconds(1)
                while try transaction.removeBatch(ofRolloutEndedBefore: end, rollout) == .batchRemoved {}
            }
        ),
        (
            "old sessions",
            {
                let anchor = EndedSession(endedAt: .example, id: .init(1))
                _ = try $0.singleSessions(endedBefore: .example, after: anchor, limit: 9)
            }
        ),
        ("deleting sessions", { try $0.deleteSingleSessions([.init(1)]) }),
        ("deleting telemetry", { try $0.deleteTelemetry(["a"]) }),
        ("deleting events", { try $0.deleteEvents([.init(1)]) }),
        ("idle uploads", { _ = try $0.idleUploads(since: .example, after: "a", limit: 9) }),
        ("discarding", { _ = try $0.discardUpload(ofSHA256: "a", idleSince: .example, limit: 9) }),
        ("what is due of some", { _ = try $0.dueContexts(of: [.init(1)], orBeyond: .example) }),
    ]

    @Test(arguments: operations.indices)
    func `no operation scans or sorts a table of the fleet`(index: Int) async throws {
        try await withRepository { repository, clock in
            try await DatabaseWorld(repository, clock: clock).startedBatch()
            let operation = Self.operations[index]
            let now = clock.now
            let statements = Mutex<[String]>([])
            try await repository.database.write { connection in
                connection.trace { event in
                    guard case .statement(let statement) = event else { return }
                    statements.withLock { $0.append(statement.sql) }
                }
                try operation.run(SQLiteTransaction(connection: connection, now: now))
                connection.trace(nil)
            }
            let traced = statements.withLock { $0 }.filter { !$0.hasPrefix("--") && !$0.hasPrefix("PRAGMA") }
            #expect(!traced.isEmpty)
            for statement in Set(traced) {
                let plan = try await repository.database.read { connection in
                    let explanation = try connection.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement)
                    explanation.setUncheckedArguments([])
                    return try Row.fetchAll(explanation).map { $0[3] as String }
                }
                #expect(!Self.isExpensive(plan), "\(operation.name): \(plan) of \(statement)")
            }
        }
    }

    /// Walking an index in its own order, up to a limit, is what a page does; everything else must search.
    private static func isExpensive(_ steps: [String]) -> Bool {
        guard let first = steps.first else { return true }
        // Where the rows of a subquery come from is a step of its own.
        let subqueries = steps.compactMap { step in
            let words = step.split(separator: " ", maxSplits: 1)
            return ["CO-ROUTINE", "MATERIALIZE"].contains(words[0]) ? "SCAN \(words[1])" : nil
        }
        let scansTable = steps.contains { step in
            step.hasPrefix("SCAN") && !subqueries.contains(step) && !step.contains("INDEX")
                && !step.contains("CONSTANT ROW")
        }
        // A list of parameters must drive its statement: inside of another loop it is read again for each row.
        let nestsList = first.hasPrefix("SEARCH") && steps.dropFirst().first?.contains("VIRTUAL TABLE") == true
        // Only a list shows the sessions of one state; everything else knows which sessions it means.
        let seeksState = steps.contains { $0.contains("update_sessions_by_status") }
        return scansTable || nestsList || seeksState || steps.contains { $0.contains("AUTOMATIC") }
    }
}
