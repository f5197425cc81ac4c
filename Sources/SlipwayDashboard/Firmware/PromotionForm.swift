import SlipwayCore
import TerminalUI

/// Promotes one release to another status.
struct PromotionForm: FormSource {
    struct Draft: Codable, Equatable, Sendable {
        /// Where it goes.
        var status: String
        /// Its version, typed again where rollouts can be made of it from now on.
        var version = ""
    }

    let release: FirmwareRelease
    let acts: DashboardActs

    var title: SafeText { "promote " + SafeText(release.version, limit: 60) }
    var steps: [AnyFormStep<Draft>] { [AnyFormStep(PromotionStep(release: release, acts: acts))] }

    func isWorthKeeping(_ draft: Draft) -> Bool { false }
    func words(for draft: Draft) -> SafeText { SafeText(draft.status, limit: 60) }

    static func screen(_ release: FirmwareRelease, _ acts: DashboardActs) -> AnyScreen {
        let proposed = release.releaseStatus.onward?.rawValue ?? ""
        return AnyScreen(FormScreen(PromotionForm(release: release, acts: acts), draft: Draft(status: proposed)))
    }
}
