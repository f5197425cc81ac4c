import ArgumentParser

@main
struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway-benchmark",
        abstract: "Measures what a screen costs. Run it with: swift run -c release slipway-benchmark generate fleet.db",
        subcommands: [
            AcknowledgementsCommand.self, GenerateCommand.self, ReadingsCommand.self, RegistrationsCommand.self,
        ])
}
