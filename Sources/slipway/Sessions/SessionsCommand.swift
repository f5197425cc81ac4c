import ArgumentParser
import SlipwayCore

struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Update sessions: show one, cancel one.",
        subcommands: [ShowSessionCommand.self, CancelSessionCommand.self]
    )

    /// - Throws: UPDATE_008 for what is no id.
    static func id(_ text: String) throws -> SessionID {
        guard let id = SessionID(text) else { throw SlipwayError.sessionNotFound(text) }
        return id
    }
}
