import ArgumentParser

/// How the dashboard looks.
struct DisplayOptions: ParsableArguments {
    @Option(help: "A theme that is built in, or one of your own.") var theme = "default"
    @Option(help: "Seconds between two polls, from 0.2 to 60.") var interval = 1.0
    @Flag(help: "Draw with ASCII only.") var ascii = false
    @Flag(help: "Draw with UTF-8 whatever the locale says.") var utf8 = false

    func validate() throws {
        guard interval >= 0.2, interval <= 60 else { throw ValidationError("--interval must be from 0.2 to 60") }
        if ascii, utf8 { throw ValidationError("--ascii and --utf8 exclude each other") }
    }
}
