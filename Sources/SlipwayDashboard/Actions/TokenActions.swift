import SlipwayCore
import SlipwayServices
import TerminalUI

/// Ending an access token.
struct TokenActions: Sendable {
    let token: AccessToken
    let acts: DashboardActs

    var all: [ScreenAction] { [revocation] }

    private var revocation: ScreenAction {
        let (acts, id) = (acts, token.id)
        let name = SafeText(token.description, limit: 60)
        return ScreenAction(
            title: "revoke " + name, key: "X", disabledReason: acts.refusal,
            dialog: Dialog(
                title: "Revoke " + name + " for good?",
                lines: [StyledText("Every program that holds it is refused from now on.")],
                confirm: Dialog.Button("Revoke it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep it", shortcut: "n"))
        ) { _ in
            _ = try await acts.service(\.authentication).revoke(id, as: acts.principal)
            return "revoked " + name
        }
    }
}
