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
              slipway serve --database fleet.db --firmware-cache /var/cache/slipway
            """
    )

    /// How long load balancers have to notice that it ends.
    private static let drainTime: Duration = .seconds(2)
    /// For everything, the last writes included; the API itself is done before.
    private static let patience: Duration = .seconds(20)

    private static let fewestConnections = 64

    @OptionGroup var options: DatabaseOptions
    @Option(help: "Where to listen, as HOST:PORT.") var listen: ListenAddress = .standard
    @Option(
        help: ArgumentHelp(
            "The proxy before it, whose X-Forwarded-For alone is believed: an address, or a network such as 10.0.0.0/8; "
                + "give it again for each.", valueName: "address"), transform: proxy)
    var behindProxy: [IPNetwork] = []
    @Option(help: "A folder from which devices read verified releases; with PostgreSQL ~/.cache/slipway/firmware.")
    var firmwareCache: String?
    @Option(help: "GiB that this folder may take; what was not read for longest goes first.")
    var firmwareCacheLimit = 20
    @Option(help: "Requests a second that one device may make; more are refused with 429.")
    var deviceRequests = 20
    @Option(help: "MiB of telemetry that one device may send in an hour, and an access token 32 times as much.")
    var deviceTelemetry = 64
    @Option(
        help: ArgumentHelp(
            "Connections that are open at a time, 4096, or as many as open files allow: a further one takes the place of "
                + "an idle one.", valueName: "number"))
    var connections: Int?
    @Option(help: "Requests at a time, besides downloads; more are refused with 503, and may come back.")
    var requests = 256
    @Option(help: "Downloads at a time; more are refused with 503, and may come back.")
    var downloads = 256
    @Option(
        help: ArgumentHelp(
            "Which answers are logged: failures (and what took over a second), all, off, or a number: then one in so many "
                + "besides the failures.", valueName: "answers"))
    var accessLog = AccessLog.Choice.failures

    func validate() throws {
        guard listen.isLoopback || !behindProxy.isEmpty else {
            throw ValidationError("\(listen.host) is not of this machine alone: that needs --behind-proxy ADDRESS")
        }
        guard (1...1_000_000).contains(firmwareCacheLimit) else {
            throw ValidationError("--firmware-cache-limit must be from 1 to 1000000")
        }
        guard (1...1_000_000).contains(deviceRequests) else {
            throw ValidationError("--device-requests must be from 1 to 1000000")
        }
        guard (1...1_000_000).contains(deviceTelemetry) else {
            throw ValidationError("--device-telemetry must be from 1 to 1000000")
        }
        guard (1...100_000).contains(requests) else { throw ValidationError("--requests must be from 1 to 100000") }
        guard (1...100_000).contains(downloads) else { throw ValidationError("--downloads must be from 1 to 100000") }
        guard let connections else { return }
        guard (Self.fewestConnections...1_000_000).contains(connections) else {
            throw ValidationError("--connections must be from \(Self.fewestConnections) to 1000000")
        }
        let (needed, allowed) = (connections + otherFiles, OpenFileLimit.raise())
        guard needed <= allowed else {
            throw ValidationError(
                "--connections \(connections) with --downloads \(downloads) needs \(needed) open files, and this user may "
                    + "have \(allowed) (ulimit -n)")
        }
    }

    func run() async throws {
        var logger = options.logger
        logger.logLevel = options.verbose ? .debug : .info
        // What it would say of the database, the others say.
        var quiet = logger
        quiet.logLevel = .critical
        let cache = try cacheFolder().map { FirmwareCache(folder: $0, limit: Int64(firmwareCacheLimit) << 30) }
        let services = Services(
            repository: try options.repository(logger: logger), firmwareCache: cache, accessTokens: AccessTokenCache(),
            wallClock: SystemClock.now, logger: logger)
        let probe = Services(
            repository: try options.repository(for: .probe, logger: quiet), firmwareCache: cache, logger: quiet)
        let worker = WorkerName.make()
        logger.info("working", metadata: ["worker": "\(worker)"])
        var settings = APISettings()
        settings.wallClock = SystemClock.now
        settings.proxies = behindProxy
        settings.drainTime = Self.drainTime
        settings.connections =
            connections
            ?? max(Self.fewestConnections, min(settings.connections, OpenFileLimit.raise() - otherFiles))
        settings.concurrentRequests = requests
        settings.downloads = downloads
        settings.deviceRate = Double(deviceRequests)
        settings.deviceTelemetry = Int64(deviceTelemetry) << 20
        settings.accessLog = accessLog
        // The last is the first to end, so that what devices report until then is still written.
        let all =
            BackgroundLoops.all(services: services, worker: worker, kind: .serve, logger: logger) + [
                APIServer(services: services, probe: probe, settings: settings, address: listen, logger: logger)
            ]
        var configuration = ServiceGroupConfiguration(
            services: all, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.patience
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Open files besides the connections: what a database, a cache and uploads need, and the releases that are loaded.
    private var otherFiles: Int { 256 + downloads }

    private static func proxy(_ text: String) throws -> IPNetwork {
        guard let network = IPNetwork(text) else {
            throw ValidationError("is neither an IP address nor a network such as 10.0.0.0/8")
        }
        return network
    }

    /// A file is on a disk of this machine already; a server is shared by all.
    private func cacheFolder() throws -> String? {
        if let firmwareCache { return firmwareCache }
        switch try options.location() {
        case .file, .defaultFile: return nil
        case .server: return CacheFolder.path() + "/firmware"
        }
    }
}

extension AccessLog.Choice: ExpressibleByArgument {}

extension ListenAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

/// How this process calls itself among those that do the background work.
enum WorkerName {
    static func make() -> String {
        "\(ProcessInfo.processInfo.hostName):\(ProcessInfo.processInfo.processIdentifier)"
    }
}
