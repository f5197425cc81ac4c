import ArgumentParser
import SlipwayCore
import SlipwayServices

struct OrganizationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organizations",
        abstract: "Organizations, their environment and their device limit.",
        subcommands: [List.self, Show.self, Create.self, Update.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List organizations by name.",
            discussion: ListOptions<OrganizationOrder>.discussion(
                "organizations list --filter 'environment=production and halted=yes' --json"))

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var list: ListOptions<OrganizationOrder>

        func run() async throws {
            let service = try options.services().organizations
            try await OrganizationsCommand.output.show(list, json: output.json) { query, position, limit in
                try await service.page(of: query, at: position, limit: limit, as: LoginName.principal())
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show one organization.", discussion: "Example: slipway organizations show acme")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            let organization = try await options.services().organizations.organization(
                named: name, as: LoginName.principal())
            try OrganizationsCommand.show(organization, json: output.json)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Create an organization.",
            discussion: "Example: slipway organizations create --name acme --environment production --device-limit 300")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Option(help: "Its unique name, which never changes.") var name: String
        @Option(help: "The name that people read; the unique name unless given.") var displayName: String?
        @Option(help: "staging or production.") var environment: Organization.Environment = .staging
        @Option(help: "How many devices it may have.") var deviceLimit = NewOrganization.defaultDeviceLimit
        @Option(help: "Where the times of its rollouts count, such as Europe/Berlin.")
        var timeZone = NewOrganization.defaultTimeZone
        @Option(
            help: """
                off; rollouts: a second person approves each rollout that may reach its devices; or batches: each batch \
                that is created alone, too. In production it is rollouts unless given.
                """)
        var approval: ApprovalRule?

        func run() async throws {
            let new = NewOrganization(
                name: name, displayName: displayName, environment: environment, deviceLimit: deviceLimit,
                timeZone: timeZone, approval: approval)
            let organization = try await options.services().organizations.create(new, as: LoginName.principal())
            try OrganizationsCommand.show(organization, json: output.json)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update",
            abstract: "Change an organization.",
            discussion: "Example: slipway organizations update acme --device-limit 500")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its name.") var name: String
        @Option(help: "The name that people read.") var displayName: String?
        @Option(help: "staging or production.") var environment: Organization.Environment?
        @Option(help: "How many devices it may have.") var deviceLimit: Int?
        @Option(help: "true, or false: nothing is offered to its devices.") var active: Bool?
        @Option(help: "refused, allowed or inherited: whether its own releases are approved without a signed manifest.")
        var bareSignatures: BareSignatureRule?
        @Option(help: "Where the times of its rollouts count, such as Europe/Berlin.") var timeZone: String?
        @Option(
            help: """
                off; rollouts: a second person approves each rollout that may reach its devices; or batches: each batch \
                that is created alone, too.
                """)
        var approval: ApprovalRule?

        func run() async throws {
            let change = OrganizationChange(
                displayName: displayName, environment: environment, active: active, deviceLimit: deviceLimit,
                bareSignatures: bareSignatures, timeZone: timeZone, approval: approval)
            let organization = try await options.services().organizations.update(
                name, change, as: LoginName.principal())
            try OrganizationsCommand.show(organization, json: output.json)
        }
    }

    private static let output = ListOutput<Organization>(
        plural: "organizations",
        headings: ["NAME", "ENVIRONMENT", "DEVICES", "LIMIT", "STATE", "TIME ZONE", "APPROVAL"],
        row: { organization in
            [
                organization.name, organization.environment.rawValue, String(organization.deviceCount),
                String(organization.deviceLimit),
                organization.halted ? "halted" : organization.active ? "active" : "inactive",
                organization.timeZone, organization.approval.rawValue,
            ]
        })

    private static func show(_ organization: Organization, json: Bool) throws {
        if json {
            try StandardOutput.print(json: organization)
        } else {
            StandardOutput.print(table: output.headings, rows: [output.row(organization)])
        }
    }
}

extension Organization.Environment: ExpressibleByArgument {}
extension BareSignatureRule: ExpressibleByArgument {}
extension ApprovalRule: ExpressibleByArgument {}
