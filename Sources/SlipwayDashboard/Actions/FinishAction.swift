import SlipwayCore
import SlipwayServices
import TerminalUI

/// Letting no later device join a rollout that takes them.
struct FinishAction: Sendable {
    let rollout: Rollout
    let acts: DashboardActs

    var finish: ScreenAction {
        let (rollout, acts) = (rollout, acts)
        let name = SafeText(rollout.name, limit: 60)
        let joined = rollout.targets?.joinedLater ?? 0
        return ScreenAction(
            title: "finish " + name + ": take no later devices", key: "F", disabledReason: acts.refusal ?? against,
            dialog: Dialog(
                title: "Finish " + name + "?",
                lines: [
                    StyledText(
                        CountText.of(joined, "device has", "devices have") + " joined later; no more will."),
                    StyledText("It ends with the " + CountText.of(rollout.devices, "device", "devices") + " it has."),
                ],
                confirm: Dialog.Button("Finish it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep it open", shortcut: "n"))
        ) { _ in
            _ = try await acts.service(\.rollouts).finish(rollout.id, as: acts.principal)
            return "finished " + name
        }
    }

    private var against: SafeText? {
        guard let targets = rollout.targets, targets.joinedLater != nil else {
            return "it takes no later devices"
        }
        if !targets.takesLater { return "it is finished already" }
        return switch rollout.status {
        case .inProgress, .paused: nil
        case .cancelling: "it is being cancelled"
        case .draft, .scheduled, .pending, .cancelled, .completed, .failed: "it is not in progress"
        }
    }
}
