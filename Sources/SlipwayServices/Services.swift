import Logging
import SlipwayCore

/// Everything that can be asked of Slipway, put together once; dashboard, command line and loops call nothing else.
package struct Services: Sendable {
    package let organizations: OrganizationService
    package let devices: DeviceService
    package let firmware: FirmwareService
    package let updates: UpdateService
    package let rollouts: RolloutService
    package let templates: TemplateService
    package let telemetry: TelemetryService
    package let authentication: AuthenticationService
    /// Those of the whole installation; what this process alone was given is in `settings`.
    package let sharedSettings: SettingService
    package let counters: CounterService
    package let reports: DeviceReportBuffer
    package let repository: any Repository
    package let settings: ServiceSettings
    package let firmwareCache: FirmwareCache?
    /// Logs a database outage once per process, not once per background loop.
    package let outages: OutageLog
    package let loops = BackgroundFigures()
    package let clock: DatabaseClock
    package let bandwidth: BandwidthBudgets
    let identifiers: IdentifierSource
    let logger: Logger

    /// - Parameters:
    ///   - firmwareCache: where releases are read from once they are in it; none for the database alone.
    ///   - accessTokens: remembers for a moment who access tokens are; none to ask the database each time.
    ///   - bandwidth: what downloads of rollouts may take through this process.
    ///   - wallClock: this machine's, with which the database's is compared; none to do without.
    package init(
        repository: any Repository, settings: ServiceSettings = .init(), identifiers: IdentifierSource = .random,
        firmwareCache: FirmwareCache? = nil, accessTokens: AccessTokenCache? = nil,
        bandwidth: BandwidthBudgets = BandwidthBudgets(), wallClock: (@Sendable () -> Timestamp)? = nil, logger: Logger
    ) {
        self.repository = repository
        self.settings = settings
        self.identifiers = identifiers
        self.firmwareCache = firmwareCache
        self.logger = logger
        self.bandwidth = bandwidth
        clock = DatabaseClock(wallClock: wallClock, isCompared: repository.hasOwnClock, logger: logger)
        outages = OutageLog(isLossToldElsewhere: repository.logsOutages)
        reports = DeviceReportBuffer(repository: repository)
        organizations = OrganizationService(repository: repository)
        devices = DeviceService(repository: repository, settings: settings, identifiers: identifiers)
        firmware = FirmwareService(repository: repository, settings: settings, cache: firmwareCache)
        updates = UpdateService(
            repository: repository, settings: settings, reports: reports, identifiers: identifiers,
            firmwareCache: firmwareCache, clock: clock)
        rollouts = RolloutService(
            repository: repository, updates: updates, settings: settings)
        templates = TemplateService(repository: repository, settings: settings)
        telemetry = TelemetryService(repository: repository, identifiers: identifiers, reports: reports)
        authentication = AuthenticationService(
            repository: repository, identifiers: identifiers, cache: accessTokens)
        sharedSettings = SettingService(repository: repository)
        counters = CounterService(repository: repository)
    }
}

/// How many rows one page of a list may have.
package enum PageSize {
    package static let maximum = 1_000

    static func bounded(_ limit: Int) -> Int { min(max(limit, 1), maximum) }
}
