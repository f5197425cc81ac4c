import ArgumentParser
import Foundation
import ServiceLifecycle
import SlipwayServices

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Do the background work: start batches, watch deadlines.",
        discussion: """
            Runs until it is told to stop (TERM or INT), and finishes what it has begun. Any number may run at once.

            Example: slipway serve --database fleet.db
            """
    )

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        var logger = options.logger
        logger.logLevel = options.verbose ? .debug : .info
        let services = Services(repository: try options.repository(), logger: logger)
        let worker = WorkerName.make()
        logger.info("working", metadata: ["worker": "\(worker)"])
        let group = ServiceGroup(
            services: BackgroundLoops.all(services: services, worker: worker, logger: logger),
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }
}
