import ArgumentParser
import SlipwayCore
import SlipwayDashboard
import SlipwayServices

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        _superCommandName: SlipwayCommand.name,
        abstract: "The home screen once, as plain text.",
        discussion: """
            With --fail-on it ends with 1 where one of these conditions holds, and else with 0:
            \(ConditionKind.allCases.map(\.rawValue).joined(separator: ", ")).

            Example: slipway status --database fleet.db
            Example: slipway status --fail-on no_server,gate_tripped --json
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "Only this organization.") var organization: String?
    @Option(help: "How many columns the text may take.") var width = 100
    @Option(help: "End with 1 where one of these holds, such as halted,silent; any for every condition.")
    var failOn: ConditionChoice?

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
        let home = try await services.updates.home(as: principal, endedLimit: Self.endedLimit)
        if output.json {
            try StandardOutput.print(json: StatusDocument(home, organization: organization))
        } else {
            Self.print(home, organization: organization, width: width)
            try await services.firmware.signatureRules(as: principal).printNotice()
        }
        if let failOn, home.conditions.contains(where: { failOn.kinds.contains($0.kind) }) {
            throw ExitStatusError(status: .partlyFailed)
        }
    }

    private static let endedLimit = 20

    static func printHome(
        _ services: Services, as principal: Principal, organization: String?, width: Int
    ) async throws {
        print(
            try await services.updates.home(as: principal, endedLimit: endedLimit), organization: organization,
            width: width)
    }

    private static func print(_ home: HomeView, organization: String?, width: Int) {
        for line in PlainStatus.lines(home, organization: organization, width: width) { StandardOutput.print(line) }
    }
}

/// Conditions that a person names, by their names and commas.
struct ConditionChoice: Hashable, ExpressibleByArgument {
    let kinds: Set<ConditionKind>

    /// None where one is unknown.
    init?(argument: String) {
        if argument == "any" {
            kinds = Set(ConditionKind.allCases)
            return
        }
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        let known = names.compactMap { ConditionKind(rawValue: String($0)) }
        guard known.count == names.count else { return nil }
        kinds = Set(known)
    }

    static let allValueStrings = ["any"] + ConditionKind.allCases.map(\.rawValue)
}
