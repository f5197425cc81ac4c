import SlipwayCore
import SlipwayServices
import TerminalUI

/// What the next person on call has to know of a rollout or a batch, for a chat or a ticket.
///
/// One line without an end: where it is pasted into a shell by mistake, nothing runs by itself.
struct HandOver: Hashable, Sendable {
    let text: SafeText

    init(_ row: HomeRow, at now: Timestamp) {
        let (summary, rollout) = (row.summary, row.summary.rollout)
        self.init(
            rollout.name, StatusLabel(row).text, summary.firmwareVersion, rollout.counters, of: rollout.devices,
            [rollout.brokenGate, rollout.drift].compactMap { $0.map { SafeText($0, limit: 200) } }, summary.reasons,
            command: "slipway rollouts show \(rollout.id)", at: now)
    }

    init(_ view: RolloutView) {
        let rollout = view.rollout
        self.init(
            rollout.name, StatusLabel(rollout).text, view.firmwareVersion, rollout.counters, of: rollout.devices,
            [rollout.brokenGate, rollout.drift].compactMap { $0.map { SafeText($0, limit: 200) } }
                + [view.obstacle].compactMap { $0.map { ConditionText.text($0, at: view.at) } },
            view.reasons, command: "slipway rollouts show \(rollout.id)", at: view.at)
    }

    init(_ view: BatchLiveView) {
        let (live, batch) = (view.live, view.live.batch)
        self.init(
            batch.name, StatusLabel(live).text, live.firmwareVersion, batch.counters, of: batch.counters.total,
            [live.rollout.brokenGate].compactMap { $0.map { SafeText($0, limit: 200) } }
                + [view.obstacle].compactMap { $0.map { ConditionText.text($0, at: view.at) } },
            live.reasons, command: "slipway batches show \(batch.id)", at: view.at)
    }

    /// - Parameters:
    ///   - news: why it stands still.
    ///   - command: shows the same again.
    private init(
        _ name: String, _ status: SafeText, _ firmware: String, _ counters: BatchCounters, of devices: Int,
        _ news: [SafeText], _ reasons: [ReasonSummary], command: String, at now: Timestamp
    ) {
        let through = CountText.exact(counters.finished) + " of " + CountText.of(devices, "device", "devices")
        var figures = through + " through, " + CountText.exact(counters.bad) + " bad"
        if counters.silent > 0 { figures = figures + ", " + CountText.exact(counters.silent) + " silent" }
        let causes = reasons.prefix(3).map { reason in
            ReasonText.counted(reason) + (reason.commonFactor.map { " (" + ReasonText.factor($0) + ")" } ?? "")
        }
        let minute = SafeText(now.description.prefix(16)) + "Z"
        let parts =
            [SafeText(name, limit: 200) + ": " + status + ", firmware " + SafeText(firmware, limit: 60), figures] + news
            + causes + ["as of " + minute + ": " + SafeText(command)]
        text = parts.dropFirst().reduce(parts[0]) { $0 + "; " + $1 }
    }

    /// Sends it to the terminal's clipboard.
    func copied<Message: Sendable>() -> [ScreenCommand<Message>] {
        [.copy(text), .flash(.info("copied the hand-over: sent to the terminal, may be blocked"))]
    }
}
