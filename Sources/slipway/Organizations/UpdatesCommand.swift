import ArgumentParser
import SlipwayCore

struct UpdatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "updates",
        abstract: "Halt all updates, or those of one organization, and release them.",
        subcommands: [Halt.self, Release.self]
    )

    struct Halt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "halt",
            abstract: "Offer, acknowledge and download nothing until the release.",
            discussion: """
                Devices that have flashed go on. Without --organization everything is halted; say so with --everything, \
                which a later release will require.

                Examples:
                  slipway updates halt --everything --reason "smoke in the lab"
                  slipway updates halt --organization acme --reason "site visit"
                """)

        @OptionGroup var options: DatabaseOptions
        @Option(help: "Why, for the record.") var reason: String
        @Flag(help: "All organizations.") var everything = false
        @Option(help: "Only this organization.") var organization: String?

        func validate() throws {
            if everything, organization != nil {
                throw ValidationError("give one of --everything and --organization")
            }
        }

        func run() async throws {
            let changed = try await options.services().updates.halt(
                organization: organization, reason: reason, as: LoginName.principal())
            let what = UpdatesCommand.name(organization)
            StandardOutput.print(changed ? "updates of \(what) are halted" : "updates of \(what) were halted already")
            if organization == nil, !everything {
                StandardError.print("this halted everything; say so with --everything, a later release will require it")
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release",
            abstract: "End a halt; every device has its full time again.",
            discussion: """
                The halt of everything and those of organizations end separately.

                Examples:
                  slipway updates release --everything
                  slipway updates release --organization acme
                """)

        @OptionGroup var options: DatabaseOptions
        @Flag(help: "The halt of everything.") var everything = false
        @Option(help: "Only the halt of this organization.") var organization: String?

        func validate() throws {
            guard everything != (organization != nil) else {
                throw ValidationError("give one of --everything and --organization")
            }
        }

        func run() async throws {
            let changed = try await options.services().updates.release(
                organization: organization, as: LoginName.principal())
            let what = UpdatesCommand.name(organization)
            StandardOutput.print(changed ? "updates of \(what) are released" : "updates of \(what) were not halted")
        }
    }

    private static func name(_ organization: String?) -> String {
        organization ?? "all organizations"
    }
}
