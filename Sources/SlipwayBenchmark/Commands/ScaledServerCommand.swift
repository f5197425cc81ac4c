import ArgumentParser
import Logging
import ServiceLifecycle
import SlipwayAPI
import SlipwayCore
import SlipwayServices

/// What `slipway serve` does, with the limits of a trial; the trial starts it.
struct ScaledServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaled-server", abstract: "Serve a trial of rollouts.", shouldDisplay: false)

    @Option var database: String
    @Option var port: Int
    @Option var scale: Double

    func run() async throws {
        var logger = Logger(label: "slipway") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let services = Services(
            repository: try TrialDatabase.repository(at: database, logger: logger),
            settings: ScaledService(factor: scale).settings, accessTokens: AccessTokenCache(), logger: logger)
        var settings = APISettings()
        settings.deviceRate = 1_000_000
        guard let address = ListenAddress("127.0.0.1:\(port)") else { throw ValidationError("\(port) is not a port") }
        let all =
            BackgroundLoops.all(services: services, worker: "trial:\(port)", kind: .serve, logger: logger)
            + [APIServer(services: services, settings: settings, address: address, logger: logger)]
        let configuration = ServiceGroupConfiguration(
            services: all, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await ServiceGroup(configuration: configuration).run()
    }
}
