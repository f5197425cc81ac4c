import SlipwayCore
import SlipwayServices
import TerminalUI

/// Starts a rollout: which release, which devices, in which waves, how fast; and shows what it would do before it does it.
struct RolloutForm: FormSource {
    let context: DashboardContext

    let title: SafeText = "new rollout"

    var steps: [AnyFormStep<RolloutDraft>] {
        [
            AnyFormStep(FirmwareStep(context: context)),
            AnyFormStep(DevicesStep(context: context)),
            AnyFormStep(WavesStep(context: context)),
            AnyFormStep(PaceStep(batchLimit: context.batchLimit)),
            AnyFormStep(ReviewStep(context: context)),
        ]
    }

    var drafts: FormDrafts<RolloutDraft>? { context.drafts?.drafts(named: "rollout") }

    var pulse: FormPulse? { FormPulse(context) }

    func isWorthKeeping(_ draft: RolloutDraft) -> Bool {
        !draft.version.isEmpty || !draft.filter.isEmpty || !draft.uids.isEmpty || !draft.name.isEmpty
            || draft.template != nil
    }

    func text(for draft: RolloutDraft) -> SafeText {
        let devices =
            draft.isList
            ? CountText.of(draft.listed.count, "device", "devices") : "filter " + SafeText(draft.filter, limit: 60)
        return (draft.version.isEmpty ? "no release" : SafeText(draft.version, limit: 60)) + ", " + devices
    }

    /// - Parameter draft: what is known of it already.
    static func screen(_ context: DashboardContext, draft: RolloutDraft = RolloutDraft()) -> AnyScreen {
        AnyScreen(FormScreen(RolloutForm(context: context), draft: draft))
    }
}
