import Logging
import ServiceLifecycle
import SlipwayCore

/// Counts again, a piece at a time, the figures that are kept on write, and tells where they differ from the rows.
///
/// It corrects nothing: a wrong figure is a fault of the program or a change past it, and only a person who asks for it
/// takes the trace away (``CounterService``). Any number of processes may run it: what one has told, the others find noted.
package actor CounterAudit: Service {
    private let services: Services
    private let worker: Principal
    private let logger: Logger
    private let loop: BackgroundLoop
    /// Where the round stands; a process that starts begins a new one.
    private var position = AuditPosition()

    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = .worker(worker)
        self.logger = logger ?? services.logger
        loop = BackgroundLoop(
            name: .counterAudit, pause: .seconds(5), logger: self.logger, outages: services.outages,
            figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// One piece of the batches with their rollouts, and one of the organizations, each of one moment.
    ///
    /// - Returns: false always: there is no haste.
    package func step() async throws -> Bool {
        let start = position
        let piece = try await services.repository.read { try AuditPiece(from: start, in: $0) }
        position = piece.end
        for subject in piece.changed {
            do {
                try await note(piece.differences[subject] ?? [], of: subject)
            } catch let error where Isolation.concernsRecords(error) {
                loop.report(error, on: subject.text)
            }
        }
        return false
    }

    private func note(_ found: [CounterDifference], of subject: CounterSubject) async throws {
        let worker = worker
        let told = try await services.repository.write { transaction -> NewEvent? in
            let noted = try transaction.notedDifferences(of: [subject])
            try transaction.note(found, of: subject)
            let news = found.filter { difference in !noted.contains { $0.isSame(as: difference) } }
            let event: NewEvent? =
                if !news.isEmpty {
                    NewEvent(
                        .countersDiffered, by: worker, on: try EventSubject(of: subject, in: transaction),
                        detail: CounterDifference.text(of: news))
                } else if found.isEmpty, !noted.isEmpty {
                    NewEvent(
                        .countersAgreed, by: worker, on: try EventSubject(of: subject, in: transaction),
                        detail: subject.text)
                } else {
                    nil
                }
            if let event { try transaction.append([event]) }
            return event
        }
        guard let told else { return }
        if told.kind == .countersAgreed {
            logger.notice("the figures of \(subject.text) equal their rows again")
        } else {
            let names = Set(found.map(\.figure)).sorted().joined(separator: ", ")
            logger.error("figures differ from the rows and were left as they are: \(names) of \(subject.text)")
        }
    }
}
