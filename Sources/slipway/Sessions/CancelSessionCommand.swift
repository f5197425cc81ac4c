import ArgumentParser
import SlipwayAPI
import SlipwayCore

struct CancelSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop the update of one device that has not flashed.",
        discussion: """
            There is no way back; cancelling a cancelled session changes nothing.

            Example: slipway sessions cancel 6f1c9e1e-8a54-4c8e-9f3e-2f6d3a1b7c55 --reason "on the bench"
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Its id.") var id: String
    @Option(help: "Why, for the record.") var reason = ""

    func run() async throws {
        let service = try options.services().updates
        let id = try SessionsCommand.id(id)
        _ = try await service.cancelSession(id, reason: reason, as: LoginName.principal())
        try SessionDocument(try await service.session(id, as: LoginName.principal())).show(json: output.json)
    }
}
