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
    /// Where the round through the sessions in flight stands; none at its start.
    private var cursor: UpdateSession.ID?

    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = .worker(worker)
        loop = BackgroundLoop(
            name: "the deadline sweep", pause: .seconds(10), logger: logger ?? services.logger,
            outages: services.outages, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// One page of what is due, and one of the sessions in flight.
    ///
    /// - Returns: whether a page was full, so that there may be more.
    package func step() async throws -> Bool {
        let moreDue = try await sweepDeadlines()
        let moreInFlight = try await sweepSilence()
        return moreDue || moreInFlight
    }

    private func sweepDeadlines() async throws -> Bool {
        let limit = Self.duePageSize
        guard try await services.repository.read({ try !$0.dueSessions(limit: 1).isEmpty }) else { return false }
        let (worker, settings) = (worker, services.settings)
        return try await services.repository.write { transaction in
            let presence = try transaction.servicePresence()
            guard presence?.isCurrent(at: transaction.now) != false else { return false }
            let due = try transaction.dueSessions(limit: limit)
            var extended: [UpdateSession.ID: Timestamp] = [:]
            for context in due {
                switch settings.deadlines.verdict(on: context, in: presence, now: transaction.now) {
                case .extended(let deadline): extended[context.session.id] = deadline
                case .expired:
                    try Self.expire(context, by: worker, settings: settings, in: transaction)
                case nil: break
                }
            }
            if !extended.isEmpty { try transaction.setDeadlines(extended) }
            return due.count == limit
        }
    }

    /// Where the session has moved since, it has another deadline and is not due.
    private static func expire(
        _ context: SessionContext, by worker: Principal, settings: ServiceSettings,
        in transaction: any RepositoryTransaction
    ) throws {
        let state = context.session.updateStatus
        guard case .moved(let next, let effects) = try state.after(.failed),
            let time = settings.deadlines.time(for: state)
        else { return }
        let step = SessionStep(
            of: context, to: next, effects: effects, failure: .noReport(for: time, in: state), isReport: false)
        _ = try step.carryOut(by: worker, settings: settings, in: transaction)
    }

    private func sweepSilence() async throws -> Bool {
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
        if !page.changed.isEmpty { try await mark(page) }
        cursor = page.isFull ? page.last : nil
        return page.isFull
    }

    /// A device may have spoken since it was read, so that each is judged again.
    private func mark(_ page: SilencePage) async throws {
        let worker = worker
        try await services.repository.write { transaction in
            var marks: [UpdateBatchDevice.ID: UpdateSessionState?] = [:]
            var events: [NewEvent] = []
            for earlier in page.changed {
                guard let context = try transaction.sessionContext(earlier.session.sessionID),
                    let device = context.batchDevice,
                    let change = page.judge.change(of: context, now: transaction.now)
                else { continue }
                switch change {
                case .silent(let state):
                    marks.updateValue(state, forKey: device.id)
                    events.append(page.judge.event(on: context, by: worker, now: transaction.now))
                case .heard: marks.updateValue(nil, forKey: device.id)
                }
            }
            if !marks.isEmpty { try transaction.setSilent(marks) }
            if !events.isEmpty { try transaction.append(events) }
        }
    }
}

private struct SilencePage: Sendable {
    let judge: SilenceJudge
    let changed: [SessionContext]
    let last: UpdateSession.ID?
    let isFull: Bool
}
