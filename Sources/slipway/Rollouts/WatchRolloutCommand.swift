import ArgumentParser
import SlipwayCore
import SlipwayServices

struct WatchRolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow one rollout line by line until it ends or is paused.",
        discussion: """
            Ends with 0 if it completed and no device was bad, else with 1; so it does where the rollout is paused, since \
            by itself it goes no further.

            Example: slipway rollouts watch 7
            """)

    @OptionGroup var options: DatabaseOptions
    @Argument(help: "Its id.") var id: String
    @Option(help: "Seconds between two looks.") var interval = 1.0

    func validate() throws {
        guard interval >= 0.1, interval <= 3_600 else { throw ValidationError("--interval must be from 0.1 to 3600") }
    }

    func run() async throws {
        let id = try RolloutsCommand.id(id)
        let service = try options.services().rollouts
        var shown: String?
        var isLost = false
        while true {
            do {
                let view = try await service.view(of: id, as: LoginName.principal())
                if isLost { StandardError.print("the database answers again") }
                isLost = false
                let line = Self.text(view)
                if line != shown { StandardOutput.print("\(view.at) \(line)") }
                shown = line
                if view.rollout.status.isFinal || view.rollout.status == .paused {
                    let isClean = view.rollout.status == .completed && view.rollout.counters.bad == 0
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

    private static func text(_ view: RolloutView) -> String {
        let (rollout, counters) = (view.rollout, view.rollout.counters)
        var parts = ["\(rollout.name): \(rollout.status.rawValue)"]
        if let pause = rollout.pause, rollout.status == .paused, !pause.reason.isEmpty { parts.append(pause.reason) }
        if let line = RolloutsCommand.wayBack(of: rollout) { parts.append(line) }
        if let start = rollout.schedule.startAt, rollout.status == .scheduled { parts.append("starts at \(start)") }
        if let window = rollout.schedule.window, !rollout.status.isFinal {
            parts.append(
                window.isOpen(at: view.at)
                    ? "its window closes at \(window.closesAt)" : "its window opens at \(window.opensAt)")
        }
        if let wave = view.waves.last(where: { $0.wave.state != .planned && $0.wave.state != .skipped }) {
            let state = wave.isStalled ? "stalled" : wave.wave.state.rawValue
            parts.append("wave \(wave.wave.id.number) of \(view.waves.count) \(state)")
        }
        if !rollout.status.isFinal, let later = RolloutsCommand.later(view) { parts.append(later) }
        parts.append(
            "\(counters.succeeded) of \(rollout.targets?.total ?? counters.total) succeeded, "
                + "\(counters.verified) verified, \(counters.bad) bad, \(counters.inFlight) under way")
        return parts.joined(separator: "; ")
    }
}
