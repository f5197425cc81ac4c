import SlipwayCore
import SlipwayServices
import TerminalUI

/// Creates an organization.
struct OrganizationForm: FormSource {
    struct Draft: Codable, Equatable, Sendable {
        var name = ""
        var displayName = ""
        var environment = Organization.Environment.staging.rawValue
        /// As it was typed.
        var limit = "\(NewOrganization.defaultDeviceLimit)"
    }

    let context: DashboardContext

    let title: SafeText = "new organization"

    var steps: [AnyFormStep<Draft>] { [AnyFormStep(OrganizationStep(context: context))] }
    var drafts: FormDrafts<Draft>? { context.drafts?.drafts(named: "organization") }
    var pulse: FormPulse? { FormPulse(context) }

    func isWorthKeeping(_ draft: Draft) -> Bool { !draft.name.isEmpty || !draft.displayName.isEmpty }
    func text(for draft: Draft) -> SafeText { SafeText(draft.name, limit: 60) }

    static func screen(_ context: DashboardContext) -> AnyScreen {
        AnyScreen(FormScreen(OrganizationForm(context: context), draft: Draft()))
    }
}
