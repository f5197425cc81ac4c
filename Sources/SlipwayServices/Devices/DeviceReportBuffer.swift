import SlipwayCore

/// Collects heartbeats and reported versions, so that a device that asks for an update writes nothing by itself.
///
/// What is not flushed when the process dies is lost; the device says it again at its next call.
package actor DeviceReportBuffer {
    private static let pageSize = 1_000

    private let repository: any Repository
    private var pending: [Device.ID: Set<DeviceReport>] = [:]

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
    package func flush() async throws {
        var left = pending.count
        while left > 0, !pending.isEmpty {
            let devices = Array(pending.keys.prefix(Self.pageSize))
            let page = devices.flatMap { pending.removeValue(forKey: $0) ?? [] }
            left -= devices.count
            do {
                try await repository.write { try Self.write(page, in: $0) }
            } catch {
                for report in page { record(report) }
                throw error
            }
        }
    }

    private static func write(_ reports: [DeviceReport], in transaction: any RepositoryTransaction) throws {
        let contexts = try transaction.reportContexts(Array(Set(reports.map(\.deviceID))))
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
