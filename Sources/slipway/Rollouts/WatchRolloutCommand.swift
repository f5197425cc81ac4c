import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct WatchRolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow one rollout line by line until it ends or is paused.",
        discussion: """
            Ends with 0 if it completed and no device was bad, else with 1; so it does where the rollout is paused, since \
            by itself it goes no further.

            With --until it ends with 0 once that has come, and with 1 once it cannot come any more. Done goes on through \
            a pause, and ends as above; wave:N ends with 1 where the rollout is paused before. With --json each change is \
            one line, as slipway rollouts show --json has it.

            Examples:
              slipway rollouts watch 7
              slipway rollouts watch 7 --until wave:1 --timeout 2h || slipway rollouts pause 7
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var watch: WatchOptions
    @Argument(help: "Its id.") var id: String

    func run() async throws {
        let id = try RolloutsCommand.id(id)
        let service = try options.services().rollouts
        try await watch.follow {
            let view = try await service.view(of: id, as: LoginName.principal())
            let text = watch.output.json ? try JSONText.compact(RolloutViewDocument(view)) : Self.text(view)
            return WatchOptions.Look(
                state: text, line: watch.output.json ? text : "\(view.at) \(text)", end: try end(view))
        }
    }

    private func end(_ view: RolloutView) throws -> ExitStatus? {
        let rollout = view.rollout
        let isOver = rollout.status.isFinal
        let outcome: ExitStatus =
            rollout.status == .completed && rollout.counters.bad == 0 ? .done : .partlyFailed
        switch watch.until {
        case nil: return isOver || rollout.status == .paused ? outcome : nil
        case .done: return isOver ? outcome : nil
        case .failed: return rollout.counters.bad > 0 ? .done : isOver ? .partlyFailed : nil
        case .paused: return rollout.status == .paused ? .done : isOver ? .partlyFailed : nil
        case .wave(let number):
            let count = view.plan?.waves.count ?? 0
            guard number <= count else {
                throw InputError(message: "--until wave:\(number): rollout \(rollout.id) has \(count) waves")
            }
            if view.waves.contains(where: { $0.wave.id.number == number && $0.wave.state.isOver }) { return .done }
            return isOver || rollout.status == .paused ? .partlyFailed : nil
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
