import SlipwayCore
import SlipwayServices
import TerminalUI

/// Asking for the approval of a draft, approving and denying it.
struct ApprovalActions: Sendable {
    let rollout: Rollout
    /// All that it would do; made only when it is asked about.
    private let lines: @Sendable () -> [StyledText]
    let acts: DashboardActs

    init(view: RolloutView, acts: DashboardActs) {
        (rollout, lines, self.acts) = (view.rollout, { DraftText.lines(of: view) }, acts)
    }

    /// Of a batch that was created alone.
    init(view: BatchLiveView, acts: DashboardActs) {
        (rollout, lines, self.acts) = (view.live.rollout, { DraftText.lines(of: view) }, acts)
    }

    var all: [ScreenAction] { [submit, approve, deny] }

    private var submit: ScreenAction {
        let (rollout, lines, acts) = (rollout, lines, acts)
        let early: SafeText? = rollout.awaitsApproval ? "it waits for its approval already" : nil
        return ScreenAction(
            title: "ask for the approval of " + name, key: "S", disabledReason: acts.refusal ?? againstAny ?? early,
            dialog: Dialog(
                title: "Ask for the approval of " + name + "?",
                lines: lines()
                    + [StyledText("Where no approval is due, it begins at once.")],
                confirm: Dialog.Button("Ask for it", shortcut: "y"),
                keep: Dialog.Button("Keep the draft", shortcut: "n"))
        ) { [name] _ in
            let asked = try await acts.service(\.rollouts).submit(rollout.id, as: acts.principal)
            return asked.status == .draft ? name + " waits for its approval" : name + " begins"
        }
    }

    private var approve: ScreenAction {
        let (rollout, lines, acts) = (rollout, lines, acts)
        return ScreenAction(
            title: "approve " + name, key: "Y", disabledReason: acts.refusal ?? againstAny ?? unsubmitted,
            dialog: Dialog(
                title: "Approve " + name + "?", lines: lines(),
                fields: acts.confirmation.fields(name: rollout.name, devices: rollout.devices),
                confirm: Dialog.Button("Approve it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Not yet", shortcut: "n"))
        ) { [name] _ in
            // What was edited since the dialog was shown is not approved.
            _ = try await acts.service(\.rollouts).approve(
                rollout.id, expecting: rollout.approval.revision, as: acts.principal)
            return "approved " + name
        }
    }

    private var deny: ScreenAction {
        let (rollout, acts) = (rollout, acts)
        return ScreenAction(
            title: "deny " + name, key: "N", disabledReason: acts.refusal ?? againstAny ?? unsubmitted,
            dialog: Dialog(
                title: "Deny " + name + " for good?",
                lines: [StyledText("It ends, and none of its devices is updated.")],
                fields: [Dialog.Field("reason")],
                confirm: Dialog.Button("Deny it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep it", shortcut: "n"))
        ) { [name] typed in
            _ = try await acts.service(\.rollouts).deny(
                rollout.id, reason: typed.first ?? "", as: acts.principal)
            return "denied " + name
        }
    }

    private var name: SafeText { SafeText(rollout.name, limit: 60) }

    private var againstAny: SafeText? { rollout.status == .draft ? nil : "it is not a draft" }

    private var unsubmitted: SafeText? {
        rollout.awaitsApproval ? nil : "its approval was not asked for yet: S does"
    }
}
