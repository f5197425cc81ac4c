import Logging
import SlipwayCore

/// Everything that can be asked of Slipway, put together once; dashboard, command line and loops call nothing else.
package struct Services: Sendable {
    package let organizations: OrganizationService
    package let devices: DeviceService
    package let firmware: FirmwareService
    package let updates: UpdateService
    package let telemetry: TelemetryService
    package let authentication: AuthenticationService
    package let reports: DeviceReportBuffer
    package let repository: any Repository
    package let settings: ServiceSettings
    package let firmwareCache: FirmwareCache?
    /// What the database fails, whoever of those that work in the background finds it out.
    package let outages: OutageLog
    let identifiers: IdentifierSource
    let logger: Logger

    /// - Parameter firmwareCache: where releases are read from once they are in it; none for the database alone.
    package init(
        repository: any Repository, settings: ServiceSettings = .init(), identifiers: IdentifierSource = .random,
        firmwareCache: FirmwareCache? = nil, logger: Logger
    ) {
        self.repository = repository
        self.settings = settings
        self.identifiers = identifiers
        self.firmwareCache = firmwareCache
        self.logger = logger
        outages = OutageLog(isLossToldElsewhere: repository.logsOutages)
        reports = DeviceReportBuffer(repository: repository)
        organizations = OrganizationService(repository: repository)
        devices = DeviceService(repository: repository, settings: settings, identifiers: identifiers)
        firmware = FirmwareService(repository: repository, settings: settings, cache: firmwareCache)
        updates = UpdateService(
            repository: repository, settings: settings, reports: reports, identifiers: identifiers,
            firmwareCache: firmwareCache)
        telemetry = TelemetryService(repository: repository, identifiers: identifiers, reports: reports)
        authentication = AuthenticationService(repository: repository, identifiers: identifiers)
    }
}
