import ArgumentParser
import DeviceSimulator
import Logging
import SQLiteRepository
import ServiceLifecycle
import SlipwayCore
import SlipwayServices

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the dashboard over a fleet that lives while you look.",
        discussion: """
            Everything is made from a seed in a temporary database, which goes when the demo ends.

            Example: slipway demo --devices 2000 --seed 7
            """
    )

    @OptionGroup var display: DisplayOptions
    @Option(help: "How many devices the fleet has.") var devices = DemoFleet.defaultDeviceCount
    @Option(help: "Makes the same fleet again.") var seed: UInt64 = 1
    @Flag(help: "Print where the database is and run without a dashboard until interrupted.") var headless = false
    @Option(name: .customLong("for"), help: "Without a dashboard: stop after so many seconds.") var seconds: Double?

    func validate() throws {
        guard (1...100_000).contains(devices) else { throw ValidationError("--devices must be from 1 to 100000") }
        if let seconds, seconds <= 0 { throw ValidationError("--for must be more than 0") }
    }

    func run() async throws {
        guard headless || DashboardRun.hasTerminal else {
            throw InputError(message: "this is no terminal that can show the dashboard; try --headless")
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
        try await demo.build(in: working)
        StandardError.clearProgress()
        let background = life(of: demo, in: working, logger)
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
        return Services(repository: repository, settings: DemoFleet.settings, logger: logger)
    }

    private func life(of demo: DemoFleet, in services: Services, _ logger: Logger) -> [any Service] {
        let clock = FleetClock(now: SystemClock.now)
        let fleet = Fleet(
            services: services, profile: demo.profile, pace: DemoFleet.pace, as: DemoFleet.principal, clock: clock,
            logger: logger)
        let director = DemoDirector(fleet: demo, services: services, clock: clock, logger: logger)
        return BackgroundLoops.all(services: services, worker: WorkerName.make(), logger: logger) + [fleet, director]
    }
}
