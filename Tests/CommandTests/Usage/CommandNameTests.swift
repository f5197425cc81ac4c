import ArgumentParser
import Testing

@testable import slipway

/// A command without a name is named by reflection, for the whole tree at every start: most of what `--version` took.
@Suite struct CommandNameTests {
    @Test func `Every command names itself`() {
        var commands: [any ParsableCommand.Type] = [SlipwayCommand.self]
        var unnamed: [String] = []
        while let command = commands.popLast() {
            if command.configuration.commandName == nil { unnamed.append("\(command)") }
            commands += command.configuration.subcommands
        }
        #expect(unnamed == [])
    }
}
