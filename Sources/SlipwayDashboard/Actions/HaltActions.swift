import SlipwayCore
import SlipwayServices
import TerminalUI

/// Halting everything, and letting it go on.
struct HaltActions: Sendable {
    let acts: DashboardActs

    var all: [ScreenAction] { [halt, release] }

    private var halt: ScreenAction {
        let acts = acts
        return ScreenAction(
            title: "halt every update of every organization", key: nil, disabledReason: acts.refusalToAll,
            dialog: Dialog(
                title: "Halt every update of every organization?",
                lines: [
                    StyledText("Nothing more is offered, started or downloaded anywhere; what is flashed goes on.")
                ],
                fields: [Dialog.Field("reason"), Dialog.Field("type halt", required: "halt")],
                confirm: Dialog.Button("Halt everything", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep running", shortcut: "n"))
        ) { typed in
            let changed = try await acts.service(\.updates).halt(
                organization: nil, reason: typed.first ?? "", as: acts.principal)
            return changed ? "halted every update" : "every update was halted already"
        }
    }

    private var release: ScreenAction {
        let acts = acts
        return ScreenAction(
            title: "release the halt of everything", key: nil, disabledReason: acts.refusalToAll,
            dialog: Dialog(
                title: "Release the halt of everything?",
                lines: [StyledText("Organizations that were halted by themselves stay halted.")],
                fields: [Dialog.Field("type release", required: "release")],
                confirm: Dialog.Button("Release it", shortcut: "y"),
                keep: Dialog.Button("Keep halted", shortcut: "n"))
        ) { _ in
            let changed = try await acts.service(\.updates).release(organization: nil, as: acts.principal)
            return changed ? "released every update" : "nothing was halted"
        }
    }
}
