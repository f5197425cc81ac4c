import ArgumentParser

/// How a command shows its data.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON, as the HTTP API gives it.")
    var json = false
}

/// Which part of a list is shown.
struct PageOptions: ParsableArguments {
    @Option(help: "At most so many rows, from 1 to 1000.")
    var limit = 100

    @Option(help: "Continue a list: the next_cursor of its last page.")
    var cursor: String?

    @Flag(help: "Every page, one after the other.")
    var all = false

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
    }
}
