import SlipwayCore
import TerminalUI

/// Promoting a release.
struct FirmwareActions: Sendable {
    let release: FirmwareRelease
    let acts: DashboardActs

    var all: [ScreenAction] {
        let (release, acts) = (release, acts)
        let status = release.releaseStatus
        let against: SafeText? = status.onward == nil ? "it is " + SafeText(status.rawValue) + " for good" : nil
        return [
            ScreenAction(
                title: "promote " + SafeText(release.version, limit: 60), key: nil,
                disabledReason: acts.refusal ?? against,
                deed: .open { PromotionForm.screen(release, acts) })
        ]
    }
}
