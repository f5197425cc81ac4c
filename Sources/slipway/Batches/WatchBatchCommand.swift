import ArgumentParser
import SlipwayCore
import SlipwayDashboard
import SlipwayServices

struct WatchBatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow one batch line by line until it ends.",
        discussion: """
            Ends with 0 if nothing failed, with 1 if something did; a pause does not end it. With --until it ends with 0 \
            once that has come, and with 1 once it cannot come any more. With --json each change is one line, as slipway \
            batches list --json has it.

            Examples:
              slipway batches watch 7
              slipway batches watch 7 --until failed --timeout 30m
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var watch: WatchOptions
    @Argument(help: "Its id.") var id: String

    func validate() throws {
        if case .wave = watch.until { throw ValidationError("--until wave:N is for rollouts: a batch has no waves") }
    }

    func run() async throws {
        let id = try BatchesCommand.id(id)
        let service = try options.services().updates
        try await watch.follow {
            let view = try await service.live(
                id, as: LoginName.principal(), limits: BatchLiveLimits(reasons: 3, silent: 1, events: 1))
            let batch = view.live.batch
            let line = watch.output.json ? try JSONText.compact(batch) : WatchLine.text(view).plain()
            return WatchOptions.Look(
                state: Figures(status: batch.status, counters: batch.counters), line: line, end: end(batch))
        }
    }

    /// Of a batch: its lease changes as well.
    private struct Figures: Equatable {
        let status: UpdateBatchState
        let counters: BatchCounters
    }

    private func end(_ batch: UpdateBatch) -> ExitStatus? {
        let isOver = batch.status.isFinal
        switch watch.until {
        case nil, .done:
            let isClean = batch.status == .completed && batch.counters.bad == 0 && batch.counters.failed == 0
            return isOver ? (isClean ? .done : .partlyFailed) : nil
        case .failed: return batch.counters.bad > 0 ? .done : isOver ? .partlyFailed : nil
        case .paused: return batch.status == .paused ? .done : isOver ? .partlyFailed : nil
        case .wave: return nil
        }
    }
}
