import ArgumentParser
import SlipwayCore

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "What happened, and who did it.",
        subcommands: [
            List.self, WatchEventsCommand.self, ExportEventsCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List events, the newest first.",
            discussion: ListOptions<EventOrder>.discussion(
                "events list --filter 'actor=ada and at<1d'",
                "events list --filter 'batch=7 and kind=session_failed' --json"))

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var list: ListOptions<EventOrder>

        func run() async throws {
            let service = try options.services().updates
            try await EventsCommand.output.show(list, json: output.json) { query, position, limit in
                try await service.page(of: query, at: position, limit: limit, as: LoginName.principal())
                    .map(EventDocument.init)
            }
        }
    }

    private static let output = ListOutput<EventDocument>(
        plural: "events", headings: ["AT", "KIND", "BY", "DEVICE", "BATCH", "DETAIL"], row: \.row)
}
