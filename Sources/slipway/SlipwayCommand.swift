import ArgumentParser

@main
struct SlipwayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "A terminal dashboard for fleet updates.",
        version: "0.1.0"
    )
}
