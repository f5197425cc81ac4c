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
            abstract: "Offer, acknowledge and download nothing until the release.",
            discussion: """
                Devices that have flashed go on. Without --organization everything is halted.

                Examples:
                  slipway updates halt --reason "smoke in the lab"
                  slipway updates halt --organization acme --reason "site visit"
                """)

        @OptionGroup var options: DatabaseOptions
        @Option(help: "Why, for the record.") var reason: String
        @Option(help: "Only this organization.") var organization: String?

        func run() async throws {
            let changed = try await options.services().updates.halt(
                organization: organization, reason: reason, as: LoginName.principal())
            let what = UpdatesCommand.name(organization)
            StandardOutput.print(changed ? "updates of \(what) are halted" : "updates of \(what) were halted already")
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a halt; every device has its full time again.",
            discussion: """
                The halt of everything and those of organizations end separately.

                Examples:
                  slipway updates release
                  slipway updates release --organization acme
                """)

        @OptionGroup var options: DatabaseOptions
        @Option(help: "Only this organization.") var organization: String?

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
