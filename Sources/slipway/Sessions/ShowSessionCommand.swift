import ArgumentParser
import SlipwayAPI
import SlipwayCore

struct ShowSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one update session.",
        discussion: "Example: slipway sessions show 6f1c9e1e-8a54-4c8e-9f3e-2f6d3a1b7c55 --json"
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Its id.") var id: String

    func run() async throws {
        let service = try options.services().updates
        let row = try await service.session(SessionsCommand.id(id), as: LoginName.principal())
        try SessionDocument(row).show(json: output.json)
    }
}
