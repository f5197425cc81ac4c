import ArgumentParser
import Dispatch

struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway-benchmark",
        abstract: "Measures Slipway beside references, and holds it to bounds.",
        discussion: "Run it with: swift run -c release slipway-benchmark",
        subcommands: [
            RunCommand.self, RolloutCommand.self, GenerateCommand.self, ReadingsCommand.self, RegistrationsCommand.self,
            RepeatCommand.self, ScaledServerCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}

@main enum BenchmarkProgram {
    /// An asynchronous `main` would end in `dispatch_main`, whose `sigsuspend` brings down valgrind 3.19: it writes to the
    /// constant mask that it is given.
    static func main() {
        let end = DispatchSemaphore(value: 0)
        Task.detached {
            await BenchmarkCommand.main()
            end.signal()
        }
        end.wait()
    }
}
