import ArgumentParser
import SlipwayCore
import SlipwayDashboard
import SlipwayServices

struct WatchBatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow one batch line by line until it ends.",
        discussion: """
            Ends with 0 if nothing failed, with 1 if something did.

            Example: slipway batches watch 7
            """
    )

    @OptionGroup var options: DatabaseOptions
    @Argument(help: "Its id.") var id: String
    @Option(help: "Seconds between two looks.") var interval = 1.0

    func validate() throws {
        guard interval >= 0.1, interval <= 3_600 else { throw ValidationError("--interval must be from 0.1 to 3600") }
    }

    func run() async throws {
        let id = try BatchesCommand.id(id)
        let service = try options.services().updates
        var shown: BatchCounters?
        var isLost = false
        while true {
            do {
                let view = try await service.live(
                    id, as: LoginName.principal(), limits: BatchLiveLimits(reasons: 3, silent: 1, events: 1))
                if isLost { StandardError.print("the database answers again") }
                isLost = false
                let batch = view.live.batch
                if shown != batch.counters || batch.status.isFinal {
                    StandardOutput.print(WatchLine.text(view))
                    shown = batch.counters
                }
                if batch.status.isFinal {
                    let isClean = batch.status == .completed && batch.counters.bad == 0 && batch.counters.failed == 0
                    throw ExitStatusError(status: isClean ? .done : .partlyFailed)
                }
            } catch let error as SlipwayError {
                guard case .away(let detail)? = error.databaseFailure else { throw error }
                if !isLost { StandardError.print("the database cannot be reached, trying again: \(detail)") }
                isLost = true
            }
            try await Task.sleep(for: .seconds(interval))
        }
    }
}
