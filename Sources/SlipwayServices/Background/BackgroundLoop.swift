import Logging
import ServiceLifecycle
import SlipwayCore

/// Repeats a step: at once while there is work, else after a pause, and after a failure later and later.
///
/// It ends promptly on cancellation and on graceful shutdown.
struct BackgroundLoop: Sendable {
    typealias Sleep = @Sendable (Duration) async throws -> Void

    static let sleep: Sleep = { try await Task.sleep(for: $0) }

    let name: LoopName
    /// Between two steps when the first found nothing to do.
    let pause: Duration
    let logger: Logger
    let outages: OutageLog
    let figures: BackgroundFigures
    let sleep: Sleep

    /// - Parameter step: true where it did something and there may be more.
    func run(_ step: @escaping @Sendable () async throws -> Bool) async {
        do {
            try await cancelWhenGracefulShutdown { try await repeatForever(step) }
        } catch {
            // Only cancellation ends the repetition.
        }
    }

    private func repeatForever(_ step: @Sendable () async throws -> Bool) async throws {
        var failures = Failures()
        while true {
            try Task.checkCancellation()
            do {
                let didSomething = try await step()
                figures.noteSuccess(of: name)
                if outages.end(of: name.rawValue) { logger.notice("the background work goes on with the database") }
                if failures.end() { logger.notice("\(name.text) works again") }
                if !didSomething { try await sleep(pause) }
            } catch {
                try Task.checkCancellation()
                figures.countFailures(of: name)
                let outage = (error as? SlipwayError).flatMap { $0.databaseFailure == nil ? nil : $0 }
                if let outage, outages.begin(outage, of: name.rawValue) {
                    logger.error("the database fails the background work, which is tried again: \(outage)")
                }
                if failures.begin(with: error, isOutage: outage != nil) {
                    logger.error("\(name.text) fails, and is tried again: \(error)")
                }
                try await sleep(failures.backoff)
            }
        }
    }

    /// Says each time which record could not be worked on; the loop goes on without it.
    func report(_ error: any Error, on record: String) {
        figures.countFailures(of: name)
        logger.error("\(name.text) cannot work on \(record), and tries it again later: \(error)")
    }

    /// What is logged is the change, not every repetition.
    private struct Failures {
        private var count = 0
        private var latest: String?
        private var isOutage = false

        /// - Parameter isOutage: whether the database is out of order, which ``OutageLog`` logs once for all loops.
        mutating func begin(with error: any Error, isOutage: Bool) -> Bool {
            count += 1
            self.isOutage = isOutage
            let text = "\(error)"
            guard !isOutage, text != latest else { return false }
            latest = text
            return true
        }

        mutating func end() -> Bool {
            defer { (count, latest) = (0, nil) }
            return latest != nil
        }

        var backoff: Duration {
            // A database that is back is to be worked on within seconds.
            let seconds = isOutage ? [1, 2, 5] : [1, 2, 5, 10, 30]
            return .seconds(seconds[min(max(count, 1), seconds.count) - 1])
        }
    }
}

/// The background work of a process, in one place.
package enum BackgroundLoops {
    /// - Parameters:
    ///   - worker: the name of this process, such as its host and number.
    ///   - kind: which program it is.
    package static func all(
        services: Services, worker: String, kind: WorkerKind, logger: Logger
    ) -> [any Service] {
        let loops: [any Service] =
            [
                WorkerHeartbeat(services: services, worker: worker, kind: kind, logger: logger),
                BatchProcessor(services: services, worker: worker, logger: logger),
                RolloutConductor(services: services, worker: worker, logger: logger),
                DeadlineSweep(services: services, worker: worker, logger: logger),
                VerificationSweep(services: services, worker: worker, logger: logger),
                ReportFlush(services: services, logger: logger),
                UploadCleanup(services: services, worker: worker, logger: logger),
                RetentionLoop(services: services, worker: worker, logger: logger),
                CounterAudit(services: services, worker: worker, logger: logger),
            ] + (services.firmwareCache.map { [FirmwareCaching(cache: $0, services: services, logger: logger)] } ?? [])
        return [PermittedWork(loops, services: services, logger: logger)]
    }
}
