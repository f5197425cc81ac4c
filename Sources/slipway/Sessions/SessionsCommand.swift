import ArgumentParser
import SlipwayAPI
import SlipwayCore

struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract:
            "Update sessions: each one attempt to bring one release to one device. List them, show one, cancel one.",
        subcommands: [
            List.self, ShowSessionCommand.self, CancelSessionCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List update sessions, the newest first.",
            discussion: ListOptions<SessionOrder>.discussion(
                "sessions list --filter 'status=failed and started<2h'",
                "sessions list --filter device=gw-berlin-07 --json"))

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var list: ListOptions<SessionOrder>

        func run() async throws {
            let service = try options.services().updates
            try await SessionsCommand.output.show(list, json: output.json) { query, position, limit in
                try await service.page(of: query, at: position, limit: limit, as: LoginName.principal())
                    .map(SessionDocument.init)
            }
        }
    }

    static let output = ListOutput<SessionDocument>(
        plural: "sessions",
        headings: SessionDocument.headings,
        row: \.row)

    /// - Throws: UPDATE_008 for what is no id.
    static func id(_ text: String) throws -> SessionID {
        guard let id = SessionID(text) else { throw SlipwayError.sessionNotFound(text) }
        return id
    }
}
