import SlipwayCore

/// Collects heartbeats and reported versions, so that a device that asks for an update writes nothing by itself.
///
/// What is not flushed when the process dies is lost; the device says it again at its next call.
package actor DeviceReportBuffer {
    private static let pageSize = 1_000

    private let repository: any Repository
    private var pending: [Device.ID: Set<DeviceReport>] = [:]
    private var failed = SetAside<Device.ID>()

    init(repository: any Repository) {
        self.repository = repository
    }

    /// Devices that wait to be written.
    package var pendingCount: Int { pending.count }

    /// Keeps the latest report of a device, and the latest that names a version.
    package func record(_ report: DeviceReport) {
        let known = (pending[report.deviceID] ?? []) + [report]
        let latest = known.max { $0.at <= $1.at }
        let latestVersion = known.filter { $0.version != nil }.max { $0.at <= $1.at }
        pending[report.deviceID] = Set([latest, latestVersion].compactMap { $0 })
    }

    /// Writes what is pending at the moment, a thousand devices a transaction; what could not be written stays.
    ///
    /// - Returns: the devices whose reports the database refuses; the next calls leave them out.
    @discardableResult
    package func flush() async throws -> [UnwrittenReports] {
        failed.beginRound()
        var (left, earlier) = failed.sorted(Array(pending.keys), by: \.self)
        var unwritten: [UnwrittenReports] = []
        while !left.isEmpty {
            unwritten += try await write(Array(left.suffix(Self.pageSize)))
            left.removeLast(min(Self.pageSize, left.count))
        }
        for device in earlier { unwritten += try await write([device]) }
        failed.add(unwritten.map(\.device))
        return unwritten
    }

    private func write(_ devices: [Device.ID]) async throws -> [UnwrittenReports] {
        let repository = repository
        let reports = devices.flatMap { pending.removeValue(forKey: $0) ?? [] }
        do {
            let failures = try await Isolation.carryOut(reports, by: \.deviceID) { page in
                try await repository.write { try Self.write(page, in: $0) }
            }
            for failure in failures { failure.records.forEach(record) }
            return failures.flatMap { failure in
                Set(failure.records.map(\.deviceID)).map { UnwrittenReports(device: $0, error: failure.error) }
            }
        } catch {
            // What was written before is written again, which changes nothing.
            reports.forEach(record)
            throw error
        }
    }

    private static func write(_ reports: [DeviceReport], in transaction: any RepositoryTransaction) throws {
        let contexts = try transaction.reportContexts(Array(Set(reports.map(\.deviceID))))
        let byDevice = Dictionary(contexts.map { ($0.device.id, $0) }) { first, _ in first }
        var outcomes: [DeviceReportOutcome] = []
        var events: [NewEvent] = []
        var worsened: [UpdateBatch.ID: Principal] = [:]
        for report in reports {
            guard let context = byDevice[report.deviceID] else { continue }
            let outcome = DeviceReportOutcome(of: report, in: context)
            outcomes.append(outcome)
            guard let event = event(of: outcome, in: context, now: transaction.now) else { continue }
            events.append(event)
            if event.kind == .deviceFellBack, let batch = event.subject.batchID { worsened[batch] = event.actor }
        }
        try transaction.record(outcomes)
        try transaction.append(events)
        try GateJudgement.judge(worsened, in: transaction)
    }

    /// Only news make an event.
    private static func event(
        of outcome: DeviceReportOutcome, in context: DeviceReportContext, now: Timestamp
    ) -> NewEvent? {
        if let reportedAt = context.device.reportedAt, reportedAt > outcome.report.at,
            reportedAt <= now + PlausibleFuture.past
        {
            return nil
        }
        let kind: EventKind
        switch outcome.verdict {
        case .verified where context.batchDevice?.verifiedAt == nil: kind = .deviceVerified
        case .fellBack where context.batchDevice?.fellBackAt == nil: kind = .deviceFellBack
        case .verified, .fellBack, .undecided: return nil
        }
        let subject = EventSubject(
            organizationID: context.device.organizationID, deviceID: context.device.id,
            batchID: context.batchDevice?.updateBatchID, sessionID: context.batchDevice?.updateSessionID)
        return NewEvent(
            kind, by: .device(context.device.deviceUID), on: subject,
            detail: "reports \(outcome.report.version ?? "")")
    }
}

/// A device whose reports wait, and why.
package struct UnwrittenReports: Sendable {
    let device: Device.ID
    let error: any Error
}
