import ArgumentParser
import SlipwayCore
import SlipwayDashboard
import SlipwayServices

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        _superCommandName: SlipwayCommand.name,
        abstract: "The home screen once, as plain text.",
        discussion: "Example: slipway status --database fleet.db"
    )

    @OptionGroup var options: DatabaseOptions
    @Option(help: "Only this organization.") var organization: String?
    @Option(help: "How many columns the text may take.") var width = 100

    func validate() throws {
        guard (40...1_000).contains(width) else { throw ValidationError("--width must be from 40 to 1000") }
    }

    func run() async throws {
        let services = try options.services()
        var principal = LoginName.principal()
        if let organization {
            let owner = try await services.organizations.organization(named: organization, as: principal)
            principal = LoginName.principal(organization: .one(owner.id))
        }
        try await Self.printHome(services, as: principal, organization: organization, width: width)
        try await services.firmware.signatureRules(as: principal).printNotice()
    }

    static func printHome(
        _ services: Services, as principal: Principal, organization: String?, width: Int
    ) async throws {
        let home = try await services.updates.home(as: principal, endedLimit: 20)
        for line in PlainStatus.lines(
            home, organization: organization, clock: services.clock.trouble, width: width)
        {
            StandardOutput.print(line)
        }
    }
}
