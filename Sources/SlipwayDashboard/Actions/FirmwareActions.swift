import SlipwayCore
import SlipwayServices
import TerminalUI

/// Promoting a release.
struct FirmwareActions: Sendable {
    let release: FirmwareRelease
    let acts: DashboardActs

    var all: [ScreenAction] { FirmwareReleaseStatus.allCases.map(promotion) }

    private func promotion(to status: FirmwareReleaseStatus) -> ScreenAction {
        let (acts, version) = (acts, release.version)
        let safe = SafeText(version, limit: 60)
        let name = SafeText(status.rawValue)
        let against: SafeText? =
            release.releaseStatus.allows(status)
            ? nil : "from " + SafeText(release.releaseStatus.rawValue) + " it cannot"
        return ScreenAction(
            title: "promote " + safe + " to " + name, key: nil, disabledReason: acts.refusal ?? against,
            dialog: Dialog(
                title: "Promote " + safe + " to " + name + "?",
                lines: [StyledText(Self.consequence(of: status))],
                fields: status == .approved ? [Dialog.Field("its version", required: version)] : [],
                confirm: Dialog.Button("Promote it", shortcut: "y"),
                keep: Dialog.Button("Leave it", shortcut: "n"))
        ) { _ in
            let promoted = try await acts.service(\.firmware).promote(version, to: status, by: acts.principal)
            return safe + " is " + SafeText(promoted.releaseStatus.rawValue) + " now"
        }
    }

    private static func consequence(of status: FirmwareReleaseStatus) -> SafeText {
        switch status {
        case .draft: "It goes back to be changed."
        case .testing: "It may be tried, but no rollout can be made of it."
        case .approved: "Rollouts can be made of it."
        case .deprecated: "No new rollout can be made of it, for good."
        }
    }
}
