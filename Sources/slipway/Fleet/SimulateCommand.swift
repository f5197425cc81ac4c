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
            again, the devices go on where the service says they are. With --server they speak HTTP as real ones do, \
            each with its own token, and some of their downloads break off in the middle; what is lost then is found \
            again where the process is started again.

            Examples:
              slipway simulate --database fleet.db --failure-rate 0.1 --for 60
              slipway simulate --database fleet.db --lost-rate 0.4 --lost-hardware C
              slipway simulate --server http://127.0.0.1:8080 --tokens devices.tokens.csv
            """
    )

    @OptionGroup var options: DatabaseOptions
    @Option(help: "Where slipway serve listens, as http://HOST:PORT.") var server: ServerAddress?
    @Option(help: "The tokens that slipway devices register saved; needed with --server.") var tokens: String?
    @Option(help: "Only devices of this organization; not with --server.") var organization: String?
    @Option(help: "At most so many devices; all unless given.") var devices: Int?
    @Option(help: "Decides what each device does.") var seed: UInt64 = 1
    @Option(help: "The share of updates that fail, from 0 to 1.") var failureRate = 0.05
    @Option(help: "The share of updates during which the device falls silent, from 0 to 1.") var silentRate = 0.02
    @Option(help: "The share of updates after which the device falls back, from 0 to 1.") var fallBackRate = 0.01
    @Option(help: "The share of updates after which the device is never heard of again, whatever the other rates say.")
    var lostRate = 0.0
    @Option(help: "Only devices of this hardware version get lost; not with --server.") var lostHardware: String?
    @Flag(help: "Devices wait for nothing: as much work as this machine can do.") var fast = false
    @Option(name: .customLong("for"), help: "Stop after so many seconds.") var seconds: Double?

    func validate() throws {
        let rates = [failureRate, silentRate, fallBackRate]
        guard rates.allSatisfy({ (0...1).contains($0) }), rates.reduce(0, +) <= 1 else {
            throw ValidationError("the rates must be from 0 to 1, and at most 1 together")
        }
        guard (0...1).contains(lostRate) else { throw ValidationError("--lost-rate must be from 0 to 1") }
        if lostHardware != nil, lostRate == 0 { throw ValidationError("--lost-hardware goes with --lost-rate") }
        if lostHardware != nil, server != nil {
            throw ValidationError("--lost-hardware needs --database: tokens say nothing of hardware")
        }
        if let devices, devices < 1 { throw ValidationError("--devices must be at least 1") }
        if let seconds, seconds <= 0 { throw ValidationError("--for must be more than 0") }
        if server != nil, tokens == nil { throw ValidationError("--server needs --tokens FILE") }
        if server == nil, tokens != nil { throw ValidationError("--tokens goes with --server") }
        if server != nil, organization != nil || options.database != nil {
            throw ValidationError("with --server the devices are those of --tokens")
        }
    }

    func run() async throws {
        if let server {
            try await play(try overHTTP(server), beside: [])
        } else {
            let services = try options.services(for: .work)
            // What the devices report is collected in this process, and so has to be written by it.
            try await play(over(services), beside: [ReportFlush(services: services)])
            try await services.reports.flush()
        }
    }

    private func play(_ fleet: Fleet, beside others: [any Service]) async throws {
        try await TimedRun(seconds: seconds, logger: options.logger).run([fleet] + others)
        StandardError.print("\(await fleet.summary)")
    }

    private var profile: FleetProfile {
        FleetProfile(
            seed: seed,
            rates: FleetRates(
                failure: failureRate, silence: silentRate, fallBack: fallBackRate,
                loss: lostRate > 0 ? LossRate(hardwareVersion: lostHardware, share: lostRate) : nil))
    }

    private func over(_ services: Services) -> Fleet {
        Fleet(
            services: services, profile: profile, pace: fast ? .immediate : .standard,
            selection: FleetSelection(organization: organization, deviceLimit: devices),
            as: LoginName.principal(), clock: FleetClock(now: SystemClock.now), logger: options.logger)
    }

    private func overHTTP(_ server: ServerAddress) throws -> Fleet {
        let entries = try TokenFile.entries(path: tokens ?? "").prefix(devices ?? .max)
        return Fleet(
            of: entries.map { FleetMember(deviceUID: $0.deviceUID, token: $0.deviceToken) }, on: server,
            profile: profile,
            pace: fast ? .immediate : .standard, clock: FleetClock(now: SystemClock.now), logger: options.logger)
    }
}

extension ServerAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
