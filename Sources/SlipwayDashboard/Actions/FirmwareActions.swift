import SlipwayCore
import TerminalUI

/// Promoting a release.
struct FirmwareActions: Sendable {
    let release: FirmwareRelease
    let acts: DashboardActs

    var all: [ScreenAction] {
        let (release, acts) = (release, acts)
        let isLast = !FirmwareReleaseStatus.allCases.contains(where: release.releaseStatus.allows)
        let against: SafeText? = isLast ? "it is " + SafeText(release.releaseStatus.rawValue) + " for good" : nil
        return [
            ScreenAction(
                title: "promote " + SafeText(release.version, limit: 60), key: nil,
                disabledReason: acts.refusal ?? against,
                deed: .open { PromotionForm.screen(release, acts) })
        ]
    }
}
