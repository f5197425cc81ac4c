import Logging
import ServiceLifecycle
import SlipwayCore

/// Ends sessions whose deadline has come, and marks devices that have fallen silent.
///
/// Any number of processes may run it: whatever is due is judged again in the transaction that acts on it. While the
/// service has been away, as far as its latest heartbeat says, nothing is judged: the next one says since when it is back.
package actor DeadlineSweep: Service {
    private static let duePageSize = 100
    private static let silencePageSize = 500

    private let services: Services
    private let worker: Principal
    private let loop: BackgroundLoop
    /// Where the round through what is due stands; none at its start.
    private var due: DueSession?
    /// Where the round through the sessions in flight stands; none at its start.
    private var cursor: UpdateSession.ID?
    private var failed = (due: SetAside<UpdateSession.ID>(), inFlight: SetAside<UpdateSession.ID>())

    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = .worker(worker)
        loop = BackgroundLoop(
            name: .deadlineSweep, pause: .seconds(10), logger: logger ?? services.logger,
            outages: services.outages, figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// Judges one page of due sessions, and one page of sessions in flight. Neither waits for the other to succeed.
    ///
    /// - Returns: whether a page was full, so that there may be more.
    package func step() async throws -> Bool {
        let moreDue: Result<Bool, any Error>
        do { moreDue = .success(try await sweepDeadlines()) } catch { moreDue = .failure(error) }
        let moreInFlight = try await sweepSilence()
        return try moreDue.get() || moreInFlight
    }

    private func sweepDeadlines() async throws -> Bool {
        let (start, limit) = (due, Self.duePageSize)
        if start == nil { failed.due.beginRound() }
        let beyond = services.settings.deadlines.longest + PlausibleFuture.deadline
        let (page, ahead) = try await services.repository.read { reader in
            // Where a round begins; each is due once, and then has a deadline by this clock.
            let ahead = start == nil ? try reader.sessionsDue(beyond: reader.now + beyond, limit: limit) : []
            return (try reader.dueSessions(after: start, limit: limit), ahead)
        }
        due = page.count == limit ? page.last : nil
        let (worker, settings, repository) = (worker, services.settings, services.repository)
        let failures = try await isolate(page + ahead, sparing: failed.due) { sessions in
            try await repository.write { transaction in
                try Self.end(sessions.map(\.id), by: worker, settings: settings, in: transaction)
            }
        }
        failed.due.add(failures)
        return page.count == limit || ahead.count == limit
    }

    /// Judges each session again, since it may have moved after it was found.
    private static func end(
        _ sessions: [UpdateSession.ID], by worker: Principal, settings: ServiceSettings,
        in transaction: any RepositoryTransaction
    ) throws {
        let presence = try transaction.servicePresence()
        guard presence?.isCurrent(at: transaction.now) != false else { return }
        var extended: [UpdateSession.ID: Timestamp] = [:]
        var changes = BatchChanges()
        for context in try transaction.dueContexts(
            of: sessions, orBeyond: transaction.now + settings.deadlines.longest + PlausibleFuture.deadline)
        {
            switch settings.deadlines.verdict(on: context, in: presence, now: transaction.now) {
            case .extended(let deadline): extended[context.session.id] = deadline
            case .expired: try expire(context, by: worker, settings: settings, in: transaction, unsettled: &changes)
            case nil: break
            }
        }
        if !extended.isEmpty { try transaction.setDeadlines(extended) }
        try changes.settle(by: worker, in: transaction)
    }

    /// - Returns: the sessions on which it could not work.
    private func isolate(
        _ sessions: [DueSession], sparing setAside: SetAside<UpdateSession.ID>,
        _ work: @Sendable ([DueSession]) async throws -> Void
    ) async throws -> [UpdateSession.ID] {
        let (fresh, earlier) = setAside.sorted(sessions, by: \.id)
        var failures = try await Isolation.carryOut(fresh, by: \.group, work)
        for group in Dictionary(grouping: earlier, by: \.group).values {
            failures += try await Isolation.carryOut(group, by: \.group, work)
        }
        for failure in failures {
            for session in failure.records { loop.report(failure.error, on: session.text) }
        }
        return failures.flatMap { $0.records.map(\.id) }
    }

    /// Where the session has moved since, it has another deadline and is not due.
    private static func expire(
        _ context: SessionContext, by worker: Principal, settings: ServiceSettings,
        in transaction: any RepositoryTransaction, unsettled changes: inout BatchChanges
    ) throws {
        let state = context.session.updateStatus
        guard case .moved(let next, let effects) = try state.after(.failed),
            let time = settings.deadlines.time(for: state)
        else { return }
        let failure: SessionFailure = context.hold == .excluded ? .excluded : .expired(after: time, in: state)
        let step = SessionStep(of: context, to: next, effects: effects, failure: failure, isReport: false)
        _ = try step.carryOut(by: worker, settings: settings, in: transaction, unsettled: &changes)
    }

    private func sweepSilence() async throws -> Bool {
        if cursor == nil { failed.inFlight.beginRound() }
        let (start, limit, settings) = (cursor, Self.silencePageSize, services.settings)
        let page = try await services.repository.read { reader in
            let presence = try reader.servicePresence()
            guard presence?.isCurrent(at: reader.now) != false else { return SilencePage?.none }
            let contexts = try reader.sessionsInFlight(after: start, limit: limit)
            let judge = try SilenceJudge(of: contexts, settings: settings, presence: presence, in: reader)
            return SilencePage(
                judge: judge, changed: contexts.filter { judge.change(of: $0, now: reader.now) != nil },
                last: contexts.last?.session.id, isFull: contexts.count == limit)
        }
        guard let page else { return false }
        cursor = page.isFull ? page.last : nil
        try await mark(page)
        return page.isFull
    }

    private func mark(_ page: SilencePage) async throws {
        let (worker, judge, repository) = (worker, page.judge, services.repository)
        let sessions = page.changed.map(DueSession.init)
        let failures = try await isolate(sessions, sparing: failed.inFlight) { sessions in
            try await repository.write { transaction in
                try Self.mark(sessions.map(\.sessionID), as: judge, by: worker, in: transaction)
            }
        }
        failed.inFlight.add(failures)
    }

    /// A device may have spoken since it was read, so that each is judged again.
    private static func mark(
        _ sessions: [SessionID], as judge: SilenceJudge, by worker: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        var marks: [UpdateBatchDevice.ID: UpdateSessionState?] = [:]
        var events: [NewEvent] = []
        var changes = BatchChanges()
        for session in sessions {
            guard let context = try transaction.sessionContext(session), let device = context.batchDevice,
                let change = judge.change(of: context, now: transaction.now)
            else { continue }
            switch change {
            case .silent(let state):
                marks.updateValue(state, forKey: device.id)
                if state.isAfterFlash { changes.worsened.insert(device.updateBatchID) }
                events.append(judge.event(on: context, by: worker, now: transaction.now))
            case .heard: marks.updateValue(nil, forKey: device.id)
            }
        }
        if !marks.isEmpty { try transaction.setSilent(marks) }
        if !events.isEmpty { try transaction.append(events) }
        try changes.settle(by: worker, in: transaction)
    }
}

private struct SilencePage: Sendable {
    let judge: SilenceJudge
    let changed: [SessionContext]
    let last: UpdateSession.ID?
    let isFull: Bool
}

extension DueSession {
    fileprivate init(_ context: SessionContext) {
        self.init(
            id: context.session.id, sessionID: context.session.sessionID,
            deadlineAt: context.session.deadlineAt ?? context.session.stateSince, batchID: context.batch?.id)
    }

    /// What is likely to fail together: sessions of a batch move the same figures.
    fileprivate var group: Group { batchID.map { .batch($0) } ?? .single(id) }

    fileprivate enum Group: Hashable {
        case batch(UpdateBatch.ID)
        case single(UpdateSession.ID)
    }

    fileprivate var text: String {
        "session \(sessionID)" + (batchID.map { " of batch \($0)" } ?? "")
    }
}
