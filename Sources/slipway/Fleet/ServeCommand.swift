import ArgumentParser
import Foundation
import ServiceLifecycle
import SlipwayAPI
import SlipwayServices

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the HTTP API, and do the background work: start batches, watch deadlines.",
        discussion: """
            Runs until it is told to stop (TERM or INT), and finishes what it has begun. Any number may run at once. \
            What it serves is not encrypted: it listens on this machine alone, unless it stands behind a proxy that is.

            Examples:
              slipway serve --database fleet.db
              slipway serve --database fleet.db --listen 10.0.0.5:8080 --behind-proxy 10.0.0.2
            """
    )

    /// How long requests that are under way have to finish.
    private static let patience: Duration = .seconds(20)

    @OptionGroup var options: DatabaseOptions
    @Option(help: "Where to listen, as HOST:PORT.") var listen: ListenAddress = .standard
    @Option(help: "The address of the proxy before it, whose X-Forwarded-For alone is believed.")
    var behindProxy: String?

    func validate() throws {
        guard listen.isLoopback || behindProxy != nil else {
            throw ValidationError("\(listen.host) is not of this machine alone: that needs --behind-proxy ADDRESS")
        }
    }

    func run() async throws {
        var logger = options.logger
        logger.logLevel = options.verbose ? .debug : .info
        let services = Services(repository: try options.repository(logger: logger), logger: logger)
        let worker = WorkerName.make()
        logger.info("working", metadata: ["worker": "\(worker)"])
        var settings = APISettings()
        settings.proxy = behindProxy
        // The last is the first to end, so that what devices report until then is still written.
        let all =
            BackgroundLoops.all(services: services, worker: worker, logger: logger) + [
                APIServer(services: services, settings: settings, address: listen, logger: logger)
            ]
        var configuration = ServiceGroupConfiguration(
            services: all, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.patience
        try await ServiceGroup(configuration: configuration).run()
    }
}

extension ListenAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
