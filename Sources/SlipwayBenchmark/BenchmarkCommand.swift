import ArgumentParser

@main
struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway-benchmark",
        abstract: "Measures Slipway beside references, and holds it to bounds.",
        discussion: "Run it with: swift run -c release slipway-benchmark",
        subcommands: [RunCommand.self, GenerateCommand.self, ReadingsCommand.self, RegistrationsCommand.self],
        defaultSubcommand: RunCommand.self)
}
