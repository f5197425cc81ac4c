import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct TemplatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "Plans of rollouts that are kept under a name: list, show, save, delete.",
        discussion: """
            A template belongs to one organization, or to all. slipway rollouts create --template NAME makes a rollout by it.

            Examples:
              slipway templates save careful --plan careful.yaml
              slipway templates save as-last-time --rollout 7 --organization acme
              slipway rollouts create --template careful --name "acme to 4.13.0" --firmware 4.13.0 --organization acme
            """,
        subcommands: [List.self, Show.self, Save.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the templates, by their names.",
            discussion: "Example: slipway templates list --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let services = try options.services()
            let templates = try await services.templates.templates(as: LoginName.principal())
            if output.json {
                try StandardOutput.print(
                    json: ListAnswer(
                        plural: "templates", records: templates.map { TemplateDocument($0) }, nextCursor: nil))
            } else {
                try await TemplatesCommand.print(templates, of: services)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Print a template in YAML, as templates save and rollouts create take it.",
            discussion: """
                Examples:
                  slipway templates show careful >careful.yaml
                  slipway templates show careful --organization acme --json
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var template: TemplateName

        func run() async throws {
            let found = try await template.template(in: try options.services())
            if output.json {
                try StandardOutput.print(json: TemplateDocument(found))
            } else {
                for line in try PlanFile.text(of: found).split(separator: "\n") { StandardOutput.print(String(line)) }
            }
        }
    }

    struct Save: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "save", abstract: "Save a plan under a name; a template of that name is replaced.",
            discussion: """
                The plan is that of a file, as slipway rollouts show --plan prints it, or that of a rollout. What it says of \
                the release and of the rollout's name is left out.

                Examples:
                  slipway templates save careful --plan careful.yaml
                  slipway templates save careful --rollout 7 --organization acme
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var template: TemplateName
        @Option(help: "A plan in YAML; - reads standard input.") var plan: String?
        @Option(help: "The id of a rollout whose plan it is.") var rollout: String?

        func validate() throws {
            guard (plan == nil) != (rollout == nil) else { throw ValidationError("give one of --plan and --rollout") }
        }

        func run() async throws {
            let services = try options.services()
            let saved = try await services.templates.save(try await request(services), as: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: TemplateDocument(saved))
            } else {
                try await TemplatesCommand.print([saved], of: services)
            }
        }

        private func request(_ services: Services) async throws -> TemplateRequest {
            if let plan {
                return try PlanFile(path: plan).template(named: template.name, organization: template.organization)
            }
            let id = try RolloutsCommand.id(rollout ?? "")
            let view = try await services.rollouts.view(of: id, as: LoginName.principal())
            guard let plan = view.plan else {
                throw InputError(message: "rollout \(id) is one batch that was created alone, without a plan")
            }
            return TemplateRequest(
                name: template.name, organization: template.organization, plan: plan,
                maximumInFlight: view.rollout.maximumInFlight)
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Delete a template; rollouts that were made by it stay as they are.",
            discussion: "Example: slipway templates delete careful --organization acme")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var template: TemplateName

        func run() async throws {
            let services = try options.services()
            let found = try await template.template(in: services)
            // It says whose it is, so that one for all does not go in the place of one of an organization.
            guard (found.record.organizationID == nil) == (template.organization == nil) else {
                throw SlipwayError.templateNotFound(template.name)
            }
            let deleted = try await services.templates.delete(found.record.id, as: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: TemplateDocument(deleted))
            } else {
                StandardOutput.print("template \(deleted.record.name) is deleted")
            }
        }
    }

    private static func print(_ templates: [SavedTemplate], of services: Services) async throws {
        var names: [Organization.ID: String] = [:]
        for id in Set(templates.compactMap(\.record.organizationID)) {
            names[id] = try await services.organizations.name(of: id, as: LoginName.principal())
        }
        StandardOutput.print(
            table: ["NAME", "ORGANIZATION", "WAVES", "DEVICES", "SAVED BY", "SAVED"],
            rows: templates.map { template in
                let record = template.record
                return [
                    record.name, record.organizationID.map { names[$0] ?? $0.description } ?? "all",
                    template.plan.map { String($0.waves.count) } ?? "? (written by a newer program)",
                    template.plan?.filter ?? "-", record.savedBy, record.updatedAt.description,
                ]
            })
    }
}

/// Which template is meant.
struct TemplateName: ParsableArguments {
    @Argument(help: "What it is called.") var name: String
    @Option(help: "The organization that it belongs to; without it, it is for all.") var organization: String?

    func template(in services: Services) async throws -> SavedTemplate {
        try await services.templates.template(named: name, for: organization, as: LoginName.principal())
    }
}
