import ArgumentParser
import Testing

@testable import slipway

struct CompletionScriptTests {
    @Test(arguments: ["bash", "zsh", "fish"])
    func `a completion script names every command and every subcommand`(shell: String) async throws {
        let outcome = try await ChildProcess.run(BuiltProgram.path, ["--generate-completion-script", shell])
        #expect(outcome.status == .exited(0))
        #expect(outcome.errors == "")
        let words = Set(outcome.output.split { !$0.isLetter && $0 != "-" }.map(String.init))
        #expect(Set(Self.names(below: SlipwayCommand.self)).subtracting(words) == [])
    }

    @Test func `every command that does something has a sentence and an example in its help`() {
        for command in Self.commands(below: SlipwayCommand.self) where command.configuration.subcommands.isEmpty {
            let configuration = command.configuration
            #expect(configuration.abstract.hasSuffix("."), "\(command)")
            #expect(configuration.discussion.contains("slipway "), "\(command)")
        }
    }

    private static func commands(below parent: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        parent.configuration.subcommands.flatMap { [$0] + commands(below: $0) }
    }

    private static func names(below parent: any ParsableCommand.Type) -> [String] {
        commands(below: parent).compactMap { $0.configuration.commandName }
    }
}
