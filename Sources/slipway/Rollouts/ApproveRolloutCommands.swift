import ArgumentParser
import SlipwayCore

extension RolloutsCommand {
    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "submit",
            abstract: "Ask for the approval of a draft.",
            discussion: """
                Where no approval is due, it goes on at once. Every edit takes the submission back.

                Example: slipway rollouts submit 7
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String

        func run() async throws {
            let rollout = try await options.services().rollouts
                .submit(try RolloutsCommand.id(id), as: LoginName.principal())
            try RolloutsCommand.show(rollout, json: output.json)
            RolloutsCommand.sayWhatIsNext(for: rollout)
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve",
            abstract: "Approve a draft of another person, so that it begins.",
            discussion: """
                Those who created or changed it cannot, nor can a token of the same description as theirs, or one that made \
                or was made by theirs. Where over 1 % more or fewer devices take part in the end, the rollout pauses.

                Examples:
                  slipway rollouts show 7
                  slipway rollouts approve 7 --revision 3
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "The revision that show printed: a later one is not approved.") var revision: Int?

        func validate() throws {
            if let revision, revision < 1 { throw ValidationError("--revision must be at least 1") }
        }

        func run() async throws {
            let rollout = try await options.services().rollouts
                .approve(try RolloutsCommand.id(id), expecting: revision, as: LoginName.principal())
            try RolloutsCommand.show(rollout, json: output.json)
        }
    }

    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deny",
            abstract: "End a draft instead of approving it.",
            discussion: """
                There is no way back; to have it changed, leave it to its authors, who edit and submit it again.

                Example: slipway rollouts deny 7 --reason "not before the holidays"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record.") var reason: String

        func run() async throws {
            let rollout = try await options.services().rollouts
                .deny(try RolloutsCommand.id(id), reason: reason, as: LoginName.principal())
            try RolloutsCommand.show(rollout, json: output.json)
        }
    }
}
