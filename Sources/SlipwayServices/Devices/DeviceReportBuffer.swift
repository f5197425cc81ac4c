import SlipwayCore

/// Collects heartbeats and reported versions, so that a device that asks for an update writes nothing by itself.
///
/// What is not flushed when the process dies is lost; the device says it again at its next call.
package actor DeviceReportBuffer {
    private static let pageSize = 1_000

    private let repository: any Repository
    private var pending: [Device.ID: DeviceReport] = [:]

    init(repository: any Repository) {
        self.repository = repository
    }

    /// Devices that wait to be written.
    package var pendingCount: Int { pending.count }

    /// Keeps one report a device: the latest that names a version, or else the latest.
    package func record(_ report: DeviceReport) {
        guard let earlier = pending[report.deviceID] else {
            pending[report.deviceID] = report
            return
        }
        let (older, newer) = earlier.at <= report.at ? (earlier, report) : (report, earlier)
        // A version keeps its own instant: judged by a later one it could contradict an update that came in between.
        if newer.version == nil, older.version != nil {
            pending[report.deviceID] = older
        } else {
            pending[report.deviceID] = newer
        }
    }

    /// Writes what is pending at the moment, a thousand devices a transaction; what could not be written stays.
    package func flush() async throws {
        var left = pending.count
        while left > 0, !pending.isEmpty {
            let page = Array(pending.values.prefix(Self.pageSize))
            left -= page.count
            for report in page { pending[report.deviceID] = nil }
            do {
                try await repository.write { try Self.write(page, in: $0) }
            } catch {
                for report in page { record(report) }
                throw error
            }
        }
    }

    private static func write(_ reports: [DeviceReport], in transaction: any RepositoryTransaction) throws {
        let contexts = try transaction.reportContexts(reports.map(\.deviceID))
        let byDevice = Dictionary(contexts.map { ($0.device.id, $0) }) { first, _ in first }
        var outcomes: [DeviceReportOutcome] = []
        var events: [NewEvent] = []
        for report in reports {
            guard let context = byDevice[report.deviceID] else { continue }
            let outcome = DeviceReportOutcome(of: report, in: context)
            outcomes.append(outcome)
            if let event = event(of: outcome, in: context) { events.append(event) }
        }
        try transaction.record(outcomes)
        try transaction.append(events)
    }

    /// Only news make an event.
    private static func event(of outcome: DeviceReportOutcome, in context: DeviceReportContext) -> NewEvent? {
        if let reportedAt = context.device.reportedAt, reportedAt > outcome.report.at { return nil }
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
