import SlipwayCore
import SlipwayServices
import TerminalUI

/// Cancelling one update session.
struct SessionActions: Sendable {
    let row: SessionRow
    let acts: DashboardActs

    var all: [ScreenAction] {
        let (acts, id) = (acts, row.session.sessionID)
        let name = SafeText(row.deviceUID, limit: 60)
        return [
            ScreenAction(
                title: "cancel the update of " + name, key: nil, disabledReason: acts.refusal ?? against,
                dialog: Dialog(
                    title: "Cancel the update of " + name + "?",
                    lines: [StyledText("It stays on the version it has, and its batch counts it as failed.")],
                    fields: [Dialog.Field("reason")],
                    confirm: Dialog.Button("Cancel it", shortcut: "y", isDanger: true),
                    keep: Dialog.Button("Keep it", shortcut: "n"))
            ) { typed in
                _ = try await acts.service(\.updates).cancelSession(
                    id, reason: typed.first ?? "", as: acts.principal)
                return "cancelled the update of " + name
            }
        ]
    }

    private var against: SafeText? {
        switch row.session.updateStatus {
        case .initiated, .acknowledged, .downloading: nil
        case .flashed: "it has flashed already"
        case .completed, .failed, .cancelled: "it has ended"
        }
    }
}
