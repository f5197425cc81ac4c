import SlipwayCore
import SlipwayServices
import TerminalUI

/// Asking for the approval of a draft, approving and denying it.
struct ApprovalActions: Sendable {
    let view: RolloutView
    let acts: DashboardActs

    var all: [ScreenAction] { [submit, approve, deny] }

    private var submit: ScreenAction {
        let (rollout, acts) = (view.rollout, acts)
        let early: SafeText? = rollout.awaitsApproval ? "it waits for its approval already" : nil
        return ScreenAction(
            title: "ask for the approval of " + name, key: "S", disabledReason: acts.refusal ?? againstAny ?? early,
            dialog: Dialog(
                title: "Ask for the approval of " + name + "?",
                lines: DraftText.lines(of: view)
                    + [StyledText("Where no approval is due, it begins at once.")],
                confirm: Dialog.Button("Ask for it", shortcut: "y"),
                keep: Dialog.Button("Keep the draft", shortcut: "n"))
        ) { [name] _ in
            let asked = try await acts.service(\.rollouts).submit(rollout.id, as: acts.principal)
            return asked.status == .draft ? name + " waits for its approval" : name + " begins"
        }
    }

    private var approve: ScreenAction {
        let (rollout, acts) = (view.rollout, acts)
        return ScreenAction(
            title: "approve " + name, key: "Y", disabledReason: acts.refusal ?? againstAny ?? unsubmitted,
            dialog: Dialog(
                title: "Approve " + name + "?", lines: DraftText.lines(of: view),
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
        let (rollout, acts) = (view.rollout, acts)
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

    private var name: SafeText { SafeText(view.rollout.name, limit: 60) }

    private var againstAny: SafeText? { view.rollout.status == .draft ? nil : "it is no draft" }

    private var unsubmitted: SafeText? {
        view.rollout.awaitsApproval ? nil : "its approval was not asked for yet: S does"
    }
}
