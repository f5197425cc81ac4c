import ArgumentParser
import ServiceLifecycle
import SlipwayCore
import SlipwayDashboard
import SlipwayServices

struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard",
        _superCommandName: SlipwayCommand.name,
        abstract: "Open the dashboard.",
        discussion: """
            It does the background work too, unless it is read-only, or the database is one that others share: there \
            slipway serve does it, or a dashboard with --work. Any number may be open at once.

            Example: slipway dashboard --database fleet.db --read-only
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var display: DisplayOptions
    @Flag(help: "Change nothing, and do no background work.") var readOnly = false
    @Flag(help: "Do the background work on a shared database as well.") var work = false
    @Option(help: "Only this organization.") var organization: String?

    func run() async throws {
        let log = LogBook(now: SystemClock.now)
        let logger = log.logger(label: "slipway")
        // The poll has a connection of its own, so that work and writing never delay the screen.
        let polling = Services(
            repository: try options.repository(for: .screen, logger: logger), wallClock: SystemClock.now, logger: logger
        )
        var principal = LoginName.principal()
        var owner: Organization?
        if let organization {
            let found = try await polling.organizations.organization(named: organization, as: principal)
            principal = LoginName.principal(organization: .one(found.id))
            owner = found
        }
        guard DashboardRun.hasTerminal else {
            StandardError.print("this is not a terminal that can show the dashboard; its home screen once, as text:")
            return try await StatusCommand.printHome(polling, as: principal, organization: organization, width: 100)
        }
        var background: [any Service] = []
        if try doesWork {
            let working = Services(repository: try options.repository(logger: logger), logger: logger)
            background = BackgroundLoops.all(
                services: working, worker: WorkerName.make(), kind: .dashboard, logger: logger)
        }
        try await DashboardRun(display: display, isReadOnly: readOnly).run(
            polling, background: background, principal: principal, log: log, organization: owner)
    }

    private var doesWork: Bool {
        get throws {
            switch try options.location() {
            case .file, .defaultFile: !readOnly
            case .server: work && !readOnly
            }
        }
    }
}

/// How the dashboard looks.
struct DisplayOptions: ParsableArguments {
    @Option(help: "A theme that is built in, or one of your own.") var theme = "default"
    @Option(help: "Seconds between two polls, from 0.2 to 60.") var interval = 1.0
    @Flag(help: "Draw with ASCII only.") var ascii = false
    @Flag(help: "Draw with UTF-8 whatever the locale says.") var utf8 = false

    func validate() throws {
        guard interval >= 0.2, interval <= 60 else { throw ValidationError("--interval must be from 0.2 to 60") }
        if ascii, utf8 { throw ValidationError("--ascii and --utf8 exclude each other") }
    }
}
