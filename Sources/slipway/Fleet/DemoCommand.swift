import ArgumentParser
import DeviceSimulator
import Logging
import SQLiteRepository
import ServiceLifecycle
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the dashboard over a fleet that lives while you look.",
        discussion: """
            Everything is made from a seed in a temporary database, which goes when the demo ends. The devices update \
            through the HTTP API, as real ones do.

            Example: slipway demo --devices 2000 --seed 7
            """
    )

    @OptionGroup var display: DisplayOptions
    @Option(help: "How many devices the fleet has.") var devices = DemoFleet.defaultDeviceCount
    @Option(help: "Makes the same fleet again.") var seed: UInt64 = 1
    @Flag(help: "Print where database, server and device tokens are, and run without a dashboard until interrupted.")
    var headless = false
    @Option(name: .customLong("for"), help: "Without a dashboard: stop after so many seconds.") var seconds: Double?

    func validate() throws {
        guard (1...100_000).contains(devices) else { throw ValidationError("--devices must be from 1 to 100000") }
        if let seconds, seconds <= 0 { throw ValidationError("--for must be more than 0") }
    }

    func run() async throws {
        guard headless || DashboardRun.hasTerminal else {
            throw InputError(message: "this is not a terminal that can show the dashboard; try --headless")
        }
        let folder = try DemoFolder()
        defer { folder.remove() }
        let path = folder.database
        try SQLiteRepository.migrate(path: path)
        StandardError.showProgress("making a fleet of \(devices) devices …")
        let demo = DemoFleet(seed: seed, deviceCount: devices)
        let log = LogBook(now: SystemClock.now)
        let logger = log.logger(label: "slipway")
        let working = try services(path, readers: 4, logger)
        let members = try await demo.build(in: working)
        StandardError.clearProgress()
        let background = try life(of: demo, members, in: working, tokens: headless ? folder.tokens : nil, logger)
        if headless {
            StandardOutput.print(path)
            try await TimedRun(seconds: seconds, logger: logger).run(background)
        } else {
            try await DashboardRun(display: display, isReadOnly: false).run(
                try services(path, readers: 1, logger), background: background, principal: LoginName.principal(),
                log: log, organization: nil)
        }
    }

    private func services(_ path: String, readers: Int, _ logger: Logger) throws -> Services {
        let repository = try SQLiteRepository.open(
            path: path, clock: SystemClock.now, readers: readers, durability: .normal)
        return Services(
            repository: repository, settings: DemoFleet.settings, wallClock: SystemClock.now, logger: logger)
    }

    /// - Parameter tokens: where the devices' tokens are written, and said; none: nowhere.
    private func life(
        of demo: DemoFleet, _ members: [FleetMember], in services: Services, tokens: String?, _ logger: Logger
    ) throws -> [any Service] {
        let clock = FleetClock(now: SystemClock.now)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = APIServer(
            services: services, settings: APISettings(), address: .anyLoopback, logger: logger
        ) { port.yield($0) }
        if let tokens {
            try TokenFile(path: tokens).append(
                members.enumerated().map { index, member in
                    TokenFile.Entry(line: index + 1, deviceUID: member.deviceUID, deviceToken: member.token)
                })
        }
        let devices = DemoDevices(demo: demo, members: members, ports: ports, clock: clock, logger: logger) { server in
            guard let tokens else { return }
            StandardOutput.print("http://\(server.host):\(server.port)")
            StandardOutput.print(tokens)
        }
        let director = DemoDirector(fleet: demo, services: services, clock: clock, logger: logger)
        return BackgroundLoops.all(services: services, worker: WorkerName.make(), kind: .demo, logger: logger)
            + [server, devices, director]
    }
}
