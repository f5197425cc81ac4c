import Foundation
import NcursesTerminal
import ServiceLifecycle
import SlipwayCore
import SlipwayDashboard
import SlipwayServices
import TerminalUI

/// Shows the dashboard in this process's terminal until it is left, with background work beside it where asked.
struct DashboardRun {
    /// How long leaving the dashboard waits for the background work at most.
    private static let patience: Duration = .seconds(3)

    private let display: DisplayOptions
    private let isReadOnly: Bool
    private let catalog: ThemeCatalog
    private let themeName: String

    init(display: DisplayOptions, isReadOnly: Bool) throws {
        self.display = display
        self.isReadOnly = isReadOnly
        (catalog, themeName) = try ThemeFolder.catalog(
            wanted: display.theme, environment: ProcessInfo.processInfo.environment)
    }

    /// A terminal that can show the screens; without one `slipway status` is the way.
    static var hasTerminal: Bool {
        let type = ProcessInfo.processInfo.environment["TERM"] ?? ""
        return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && !type.isEmpty && type != "dumb"
    }

    /// - Parameters:
    ///   - polling: reads for the screens, on a connection of its own.
    ///   - background: runs beside the screens and ends with them.
    ///   - log: what the screens and the background work have to say.
    func run(
        _ polling: Services, background: [any Service], principal: Principal, log: LogBook, organization: Organization?
    ) async throws {
        // The connection that the screens read from opens while the terminal is made ready.
        async let _ = polling.updates.changeMark()
        let theme = catalog.theme(named: themeName)
        for issue in theme.issues {
            StandardError.print("\(issue)")
            log.note(.warning, "\(issue)")
        }
        // A lost connection is told more than once: by the terminal, by the shell. What comes after the screen has gone
        // must not end the program in the middle of tidying up.
        signal(SIGHUP, SIG_IGN)
        let glyphs: GlyphSet? = display.ascii ? .ascii : display.utf8 ? .unicode : nil
        let driver = try await NcursesDriver.open(
            TerminalOptions(
                environment: ProcessInfo.processInfo.environment, glyphs: glyphs, theme: theme.theme,
                errorLog: Self.errorLogPath()))
        let application = DashboardApplication.make(
            services: polling, principal: principal, log: log, isReadOnly: isReadOnly,
            organization: organization?.name, isProduction: organization?.environment == .production,
            interval: .milliseconds(Int64(display.interval * 1_000)), themeName: themeName, themes: catalog,
            drafts: DraftFolder(
                path: StateFolder.path(environment: ProcessInfo.processInfo.environment) + "/drafts"),
            notices: driver.notices)
        let work = Self.group(of: background, log)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await work.run() }
            let loop = DashboardLoop(
                driver: driver, clock: driver.clock, glyphs: driver.glyphs, themes: catalog,
                desk: RecordingDesk { try ExportFile(path: $0) }, journal: { log.note($0) })
            _ = await withTaskExecutorPreference(driver.executor) { await loop.run(application) }
            await work.triggerGracefulShutdown()
        }
        await driver.close()
        for notice in driver.notices { StandardError.print(notice.plain(TerminalGlyphs.current)) }
    }

    /// Ended in the reverse of their order, each before the next, so that a server outlives those who call it: one that
    /// is cancelled may leave without an answer what it has accepted.
    private static func group(of services: [any Service], _ log: LogBook) -> ServiceGroup {
        let configured = services.map {
            ServiceGroupConfiguration.ServiceConfiguration(
                service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .ignore)
        }
        var configuration = ServiceGroupConfiguration(services: configured, logger: log.logger(label: "slipway"))
        configuration.maximumGracefulShutdownDuration = patience
        return ServiceGroup(configuration: configuration)
    }

    /// Where standard error goes while the screen is up; under the XDG state folder.
    private static func errorLogPath() -> String? {
        let folder = StateFolder.path(environment: ProcessInfo.processInfo.environment)
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return FileManager.default.isWritableFile(atPath: folder) ? folder + "/dashboard.log" : "/dev/null"
    }
}

extension ExportFile: RecordingFile {}
