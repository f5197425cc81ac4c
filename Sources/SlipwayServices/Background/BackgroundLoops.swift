import Logging
import ServiceLifecycle

/// The background work of a process, in one place.
package enum BackgroundLoops {
    /// - Parameter worker: the name of this process, such as its host and number.
    package static func all(services: Services, worker: String, logger: Logger) -> [any Service] {
        let loops: [any Service] =
            [
                WorkerHeartbeat(services: services, worker: worker, logger: logger),
                BatchProcessor(services: services, worker: worker, logger: logger),
                DeadlineSweep(services: services, worker: worker, logger: logger),
                ReportFlush(services: services, logger: logger),
                UploadCleanup(services: services, worker: worker, logger: logger),
                RetentionLoop(services: services, logger: logger),
                CounterAudit(services: services, worker: worker, logger: logger),
            ] + (services.firmwareCache.map { [FirmwareCaching(cache: $0, services: services, logger: logger)] } ?? [])
        return [PermittedWork(loops, services: services, logger: logger)]
    }
}
