import ArgumentParser
import DeviceSimulator
import ServiceLifecycle
import SlipwayCore
import SlipwayServices

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Simulated devices: they ask for updates, take them, fail, fall silent.",
        discussion: """
            What a device does is decided by the seed, its uid and the release. Killed at any instant and started \
            again, the devices go on where the service says they are.

            Example: slipway simulate --database fleet.db --failure-rate 0.1 --for 60
            """
    )

    @OptionGroup var options: DatabaseOptions
    @Option(help: "Only devices of this organization.") var organization: String?
    @Option(help: "At most so many devices; all unless given.") var devices: Int?
    @Option(help: "Decides what each device does.") var seed: UInt64 = 1
    @Option(help: "The share of updates that fail, from 0 to 1.") var failureRate = 0.05
    @Option(help: "The share of updates during which the device falls silent, from 0 to 1.") var silentRate = 0.02
    @Option(help: "The share of updates after which the device falls back, from 0 to 1.") var fallBackRate = 0.01
    @Flag(help: "Devices wait for nothing: as much work as this machine can do.") var fast = false
    @Option(name: .customLong("for"), help: "Stop after so many seconds.") var seconds: Double?

    func validate() throws {
        let rates = [failureRate, silentRate, fallBackRate]
        guard rates.allSatisfy({ (0...1).contains($0) }), rates.reduce(0, +) <= 1 else {
            throw ValidationError("the rates must be from 0 to 1, and at most 1 together")
        }
        if let devices, devices < 1 { throw ValidationError("--devices must be at least 1") }
        if let seconds, seconds <= 0 { throw ValidationError("--for must be more than 0") }
    }

    func run() async throws {
        let services = try options.services()
        let rates = FleetRates(failure: failureRate, silence: silentRate, fallBack: fallBackRate)
        let fleet = Fleet(
            services: services, profile: FleetProfile(seed: seed, rates: rates),
            pace: fast ? .immediate : .standard,
            selection: FleetSelection(organization: organization, deviceLimit: devices),
            as: LoginName.principal(), clock: FleetClock(now: SystemClock.now), logger: options.logger)
        // What the devices report is collected in this process, and so has to be written by it.
        let flush = ReportFlush(services: services)
        try await TimedRun(seconds: seconds, logger: options.logger).run([fleet, flush])
        try await services.reports.flush()
        StandardError.print("\(await fleet.summary)")
    }
}
