import SlipwayCore
import SlipwayServices
import TerminalUI

/// Makes an access token, which goes to a file and is never shown.
struct TokenForm: FormSource {
    struct Draft: Codable, Equatable, Sendable {
        var description = ""
        var scopes: Set<Scope> = []
        /// Its name; empty for all.
        var organization = ""
        /// As it was typed; empty for ever.
        var lifetime = ""
        var path = "slipway.token"
    }

    let context: DashboardContext

    let title: SafeText = "new token"

    var steps: [AnyFormStep<Draft>] { [AnyFormStep(TokenStep(context: context))] }
    var drafts: FormDrafts<Draft>? { context.drafts?.drafts(named: "token") }
    var pulse: FormPulse? { FormPulse(context) }

    func isWorthKeeping(_ draft: Draft) -> Bool { !draft.description.isEmpty || !draft.scopes.isEmpty }
    func text(for draft: Draft) -> SafeText { SafeText(draft.description, limit: 60) }

    static func screen(_ context: DashboardContext) -> AnyScreen {
        AnyScreen(FormScreen(TokenForm(context: context), draft: Draft()))
    }
}
