import Logging
import ServiceLifecycle
import SlipwayCore

/// Removes what is older than the installation keeps, as ``RetentionRule`` says, and workers that are gone; tells those
/// that were lost.
///
/// Any number of processes may run it: removing twice does no harm. Each transaction is a page of rows, or a batch with
/// what belongs to it; where a process is killed, another goes on with what is left.
package actor RetentionLoop: Service {
    static let pageSize = 1_000
    /// Batches that one step removes at most, each in a transaction of its own.
    static let batches = 20
    /// Between two rounds through the sessions of single devices: those of rollouts that stay are among them.
    static let sessionPause: Duration = .seconds(3_600)

    let services: Services
    let worker: Principal
    let loop: BackgroundLoop
    let logger: Logger
    /// Where the rounds through what is old stand; none at their start.
    var reached = Reached()
    var failed = Failed()
    private var awaitsExport = false

    struct Reached {
        var message: TelemetryMessage.Anchor?
        var event: Event.ID?
        var rollout: EndedRollout?
        var session: EndedSession?
        /// When the latest round through the sessions ended.
        var sessionRound: Timestamp?
    }

    struct Failed {
        var messages = SetAside<String>()
        var events = SetAside<Event.ID>()
        var rollouts = SetAside<Rollout.ID>()
        var sessions = SetAside<UpdateSession.ID>()
    }

    /// - Parameter worker: whose process this is; it tells of the workers that were lost.
    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = .worker(worker)
        self.logger = logger ?? services.logger
        loop = BackgroundLoop(
            name: .retention, pause: .seconds(60), logger: self.logger,
            outages: services.outages, figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// At most a page of each kind; a step without anything due writes nothing.
    ///
    /// - Returns: whether there may be more to remove.
    package func step() async throws -> Bool {
        try await tellLostWorkers()
        guard let (now, rule) = try await horizon() else { return false }
        let more = [
            try await removeTelemetry(at: now, by: rule), try await removeEvents(at: now, by: rule),
            try await removeRollouts(at: now, by: rule), try await removeSingleSessions(at: now, by: rule),
        ]
        try await removeWorkers(at: now)
        return more.contains(true)
    }

    /// Noted before anything is removed, and once an hour where nothing is.
    private func horizon() async throws -> (Timestamp, RetentionRule)? {
        let (next, last, rule) = try await services.repository.read { reader in
            let last = try reader.retentionHorizon()
            let presence = try reader.servicePresence()
            let next = RetentionHorizon.next(after: last, presence: presence, now: reader.now)
            return (next, last, RetentionRule(try reader.settingValues()))
        }
        guard let next else { return nil }
        if last.map({ next < $0 || next - $0 >= .seconds(3_600) }) ?? true {
            try await services.repository.write { try $0.setRetentionHorizon(next) }
        }
        return (next, rule)
    }

    private func removeTelemetry(at now: Timestamp, by rule: RetentionRule) async throws -> Bool {
        guard let time = rule.telemetry else { return false }
        if reached.message == nil { failed.messages.beginRound() }
        let (start, repository) = (reached.message, services.repository)
        let page = try await repository.read {
            try $0.telemetry(olderThan: now - time, after: start, limit: Self.pageSize)
        }
        reached.message = page.count == Self.pageSize ? page.last : nil
        let failures = try await remove(page, sparing: failed.messages, by: \.id) { page in
            try await repository.write { try $0.deleteTelemetry(page.map(\.id)) }
        }
        failed.messages.add(failures.map(\.id))
        return page.count == Self.pageSize
    }

    private func removeEvents(at now: Timestamp, by rule: RetentionRule) async throws -> Bool {
        guard let time = rule.events else { return false }
        if reached.event == nil { failed.events.beginRound() }
        let (start, repository) = (reached.event, services.repository)
        let (page, isHeldBack) = try await repository.read { reader in
            let page = try reader.events(
                olderThan: now - time, after: start, exported: rule.exportsFirst, limit: Self.pageSize)
            guard rule.exportsFirst, start == nil, page.removable.isEmpty else { return (page, false) }
            let due = try reader.events(olderThan: now - time, after: nil, exported: false, limit: 1)
            return (page, !due.removable.isEmpty)
        }
        tell(awaitsExport: isHeldBack)
        let failures = try await remove(page.removable, sparing: failed.events, by: \.self) { page in
            try await repository.write { try $0.deleteEvents(page) }
        }
        failed.events.add(failures)
        // Where none is old, those after it are not either, but for what a wrong clock has dated.
        reached.event = page.removable.isEmpty ? nil : page.last
        return reached.event != nil
    }

    /// What is logged is the change, not every repetition.
    private func tell(awaitsExport: Bool) {
        if awaitsExport, !self.awaitsExport {
            logger.warning("events are old enough to be removed, and wait for: slipway events export")
        }
        self.awaitsExport = awaitsExport
    }

    /// - Returns: what could not be removed.
    func remove<Record: Sendable, Key: Hashable & Sendable>(
        _ records: [Record], sparing setAside: SetAside<Key>, by key: @Sendable (Record) -> Key,
        _ work: @Sendable ([Record]) async throws -> Void
    ) async throws -> [Record] {
        let (fresh, earlier) = setAside.sorted(records, by: key)
        var failures = try await Isolation.carryOut(fresh, by: key, work)
        for record in earlier { failures += try await Isolation.carryOut([record], by: key, work) }
        for failure in failures {
            for record in failure.records { loop.report(failure.error, on: "the old record \(key(record))") }
        }
        return failures.flatMap(\.records)
    }
}
