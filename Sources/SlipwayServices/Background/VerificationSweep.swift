import Logging
import ServiceLifecycle
import SlipwayCore

/// Finds devices that completed and of which no word came since: they count as lost.
///
/// Any number of processes may run it: whatever is due is judged again in the transaction that acts on it. While the
/// service has been away nothing is judged, as by the ``DeadlineSweep``.
package actor VerificationSweep: Service {
    /// Few enough for one transaction that other writers wait for.
    private static let pageSize = 100

    private let services: Services
    private let worker: Principal
    private let loop: BackgroundLoop
    private var failed = SetAside<UpdateBatchDevice.ID>()

    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = .worker(worker)
        loop = BackgroundLoop(
            name: .verificationSweep, pause: .seconds(10), logger: logger ?? services.logger,
            outages: services.outages, figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// One page of what is due.
    ///
    /// - Returns: whether the page was full, so that there may be more.
    package func step() async throws -> Bool {
        failed.beginRound()
        let limit = services.settings.lossLimit
        // What is left out this time must not fill the page.
        let count = Self.pageSize + failed.waitingKeys.count
        let due = try await services.repository.read { reader in
            let presence = try reader.servicePresence()
            guard presence?.isCurrent(at: reader.now) != false else { return [UpdateBatchDevice.ID]() }
            return try reader.dueVerifications(
                by: reader.now - LossRule.delay, orBeyond: reader.now + limit + PlausibleFuture.deadline, count: count)
        }
        let (fresh, earlier) = failed.sorted(due, by: \.self)
        var failures = try await judge(fresh)
        for device in earlier { failures += try await judge([device]) }
        failed.add(failures)
        return fresh.count >= Self.pageSize && failures.isEmpty
    }

    /// - Returns: the devices on which it could not work.
    private func judge(_ devices: [UpdateBatchDevice.ID]) async throws -> [UpdateBatchDevice.ID] {
        let (worker, limit, repository) = (worker, services.settings.lossLimit, services.repository)
        let failures = try await Isolation.carryOut(devices, by: \.self) { page in
            try await repository.write { try Self.judge(page, limit: limit, by: worker, in: $0) }
        }
        for failure in failures {
            for device in failure.records { loop.report(failure.error, on: "batch device \(device)") }
        }
        return failures.flatMap(\.records)
    }

    private static func judge(
        _ devices: [UpdateBatchDevice.ID], limit: Duration, by worker: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        let presence = try transaction.servicePresence()
        guard presence?.isCurrent(at: transaction.now) != false else { return }
        var verdicts: [UpdateBatchDevice.ID: LossRule.Verdict] = [:]
        var events: [NewEvent] = []
        var changes = BatchChanges()
        for context in try transaction.verificationContexts(devices) {
            let verdict = LossRule.verdict(on: context, in: presence, limit: limit, now: transaction.now)
            verdicts[context.batchDevice] = verdict
            guard verdict == .lost else { continue }
            changes.worsened.insert(context.batch)
            events.append(event(on: context, by: worker, now: transaction.now))
        }
        if !verdicts.isEmpty { try transaction.setVerified(verdicts) }
        if !events.isEmpty { try transaction.append(events) }
        try changes.settle(by: worker, in: transaction)
    }

    private static func event(on context: VerificationContext, by worker: Principal, now: Timestamp) -> NewEvent {
        let subject = EventSubject(
            organizationID: context.organization, deviceID: context.device, batchID: context.batch,
            sessionID: context.session)
        return NewEvent(
            .deviceLost, by: worker, on: subject,
            detail: "not a word for \((now - context.completedAt).roundedInWords) since it completed")
    }
}
