import SlipwayCore
import SlipwayServices
import TerminalUI

/// Letting the next wave of a rollout begin before the plan does.
struct WaveActions: Sendable {
    let view: RolloutView
    let acts: DashboardActs

    var advance: ScreenAction {
        let (id, acts) = (view.rollout.id, acts)
        let wave = view.waves.first { !$0.wave.state.isOver }
        let number = wave?.wave.id.number ?? 0
        let (counters, left) = (wave?.counters ?? BatchCounters(), view.rollout.targets?.left ?? 0)
        return ScreenAction(
            title: "let the wave after wave \(number) begin", key: "A",
            disabledReason: acts.refusal ?? against(wave),
            dialog: Dialog(
                title: "Let the next wave begin?",
                lines: [
                    StyledText(
                        "Of wave \(number) " + CountText.exact(counters.verified) + " of "
                            + CountText.exact(counters.total) + " devices are verified, "
                            + CountText.exact(counters.bad) + " are bad."),
                    StyledText(CountText.of(left, "device waits", "devices wait") + ". Every gate stays as it is."),
                ],
                fields: [Dialog.Field("reason"), Dialog.Field("its name", required: view.rollout.name)],
                confirm: Dialog.Button("Let it begin", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Wait", shortcut: "n"))
        ) { typed in
            _ = try await acts.service(\.rollouts).advance(
                id, past: number, reason: typed.first ?? "", as: acts.principal)
            return "wave \(number) has passed"
        }
    }

    private func against(_ wave: WaveView?) -> SafeText? {
        guard view.rollout.status == .inProgress else { return "the rollout is not in progress" }
        guard let wave else { return "there is no wave to pass" }
        if wave.wave.id.number == view.waves.last?.wave.id.number { return "it is the last wave" }
        switch wave.wave.state {
        case .open, .soaking, .awaiting: return nil
        case .planned, .opening, .passed, .skipped: return "the wave is still being opened"
        }
    }
}
