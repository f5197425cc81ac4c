import SlipwayCore
import SlipwayServices
import TerminalUI

/// Registers any number of devices, and lets go of none until it is registered or given up.
struct RegistrationForm: FormSource {
    let context: DashboardContext

    let title: SafeText = "register devices"

    var steps: [AnyFormStep<RegistrationDraft>] {
        [
            AnyFormStep(SourceStep(context: context)),
            AnyFormStep(RowsStep()),
            AnyFormStep(CheckStep(context: context)),
            AnyFormStep(SubmitStep(context: context)),
            AnyFormStep(ResultStep(context: context)),
        ]
    }

    var drafts: FormDrafts<RegistrationDraft>? { context.drafts?.drafts(named: "registration") }

    var pulse: FormPulse? { FormPulse(context) }

    func isWorthKeeping(_ draft: RegistrationDraft) -> Bool {
        !draft.sheet.rows.isEmpty || !draft.pasted.isEmpty || !draft.path.isEmpty || !draft.organization.isEmpty
    }

    func text(for draft: RegistrationDraft) -> SafeText { CountText.of(draft.sheet.rows.count, "row", "rows") }

    static func screen(_ context: DashboardContext) -> AnyScreen {
        AnyScreen(FormScreen(RegistrationForm(context: context), draft: RegistrationDraft()))
    }
}
