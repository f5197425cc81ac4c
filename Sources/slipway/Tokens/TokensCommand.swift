import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens",
        abstract: "Access tokens: what lets programs use the service.",
        subcommands: [List.self, Create.self, Revoke.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List access tokens, the newest first; never the tokens themselves.",
            discussion: "Example: slipway tokens list --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var page: PageOptions

        func run() async throws {
            let service = try options.services().authentication
            try await TokensCommand.output.show(
                page: page, json: output.json, cursor: { $0.id.description }
            ) { cursor, limit in
                let anchor = try cursor.map { ListAnchor(segment: 0, key: [.integer(try Self.number(in: $0))]) }
                return try await service.page(
                    at: anchor.map { .after($0) } ?? .first, limit: limit, as: LoginName.principal()
                ).rows
            }
        }

        private static func number(in cursor: String) throws -> Int64 {
            guard let number = Int64(cursor) else {
                throw SlipwayError.invalidRequest([FieldFault(field: "cursor", fault: "is of another list")])
            }
            return number
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make an access token, and print it this once.",
            discussion: """
                Scopes: \(Scope.allCases.map(\.rawValue).joined(separator: ", ")).

                Example: slipway tokens create --description ci --scope firmware:write --expires-in 30d
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Option(help: "What it is for: the name under which its deeds are recorded.") var description: String
        @Option(help: "What it may do; give it again for each.") var scope: [Scope]
        @Option(help: "Only for this organization.") var organization: String?
        @Option(help: "For how long, as 12h or 30d; for ever unless given.") var expiresIn: TokenLifetime?

        func run() async throws {
            // Asked before anything is made: a token that was never shown is of no use.
            if output.json, StandardOutput.isTerminal {
                throw InputError(message: "JSON shows no token on a terminal: leave --json out, or redirect the output")
            }
            let created = try await options.services().authentication.create(
                AccessTokenRequest(
                    description: description, scopes: Set(scope), organization: organization,
                    expiresIn: expiresIn?.duration), as: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: CreatedTokenDocument(created))
            } else {
                StandardOutput.print(created.token)
                StandardError.print("access token \(created.record.id) is made; keep it, it is shown this once")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: "End an access token; servers that run refuse it within a second.",
            discussion: "Example: slipway tokens revoke 3")

        @OptionGroup var options: DatabaseOptions
        @Argument(help: "Its id.") var id: String

        func run() async throws {
            guard let number = Int64(id) else { throw SlipwayError.tokenNotFound(id) }
            let revoked = try await options.services().authentication.revoke(
                AccessToken.ID(number), as: LoginName.principal())
            StandardOutput.print("access token \(revoked.id) (\(revoked.description)) is revoked")
        }
    }

    private static let output = ListOutput<AccessToken>(
        plural: "tokens", headings: ["ID", "DESCRIPTION", "SCOPES", "ORGANIZATION", "LAST USED", "EXPIRES"],
        row: { token in
            [
                token.id.description, token.description, token.scopes.map(\.rawValue).joined(separator: " "),
                token.organizationID?.description ?? "all", token.lastAccessedAt?.description ?? "never",
                token.hasExpired(at: SystemClock.now())
                    ? "expired" : token.expiresAt?.description ?? "never",
            ]
        })
}

extension Scope: ExpressibleByArgument {}

extension TokenLifetime: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
