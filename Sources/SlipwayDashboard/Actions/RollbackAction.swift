import SlipwayCore
import SlipwayServices
import TerminalUI

/// Bringing the devices of a rollout back to what they ran before.
struct RollbackAction: Sendable {
    let view: RolloutView
    let acts: DashboardActs

    var rollBack: ScreenAction {
        let (rollout, acts) = (view.rollout, acts)
        let version = SafeText(view.firmwareVersion, limit: 60)
        return ScreenAction(
            title: "bring its devices back to what they ran before", key: "B",
            disabledReason: acts.refusal ?? against,
            dialog: Dialog(
                title: "Bring its devices back?",
                lines: prepared + [
                    StyledText(
                        "Every device that took " + version + " and still runs it goes back, at most "
                            + CountText.of(Self.most(rollout.counters), "device", "devices") + "."
                    ),
                    StyledText("A rollout is created for each release that they came from."),
                    StyledText("While these are open, this one cannot be resumed."),
                ],
                fields: [Dialog.Field("reason"), Dialog.Field("its name", required: rollout.name)],
                confirm: Dialog.Button("Bring them back", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Leave them", shortcut: "n"))
        ) { typed in
            let rollback = try await acts.service(\.rollouts).rollBack(
                rollout.id, reason: typed.first ?? "", as: acts.principal)
            return Self.text(rollback)
        }
    }

    /// One that failed may have flashed before, and one under way may flash yet; one that fell back runs it no more.
    private static func most(_ counters: BatchCounters) -> Int {
        counters.succeeded - counters.fellBack + counters.failedByRelease + counters.inFlight
    }

    /// What was found when it was prepared; what is started is what is found then.
    private var prepared: [StyledText] {
        WayBackText.line(view.rollout).map { [StyledText($0 + ".", StateLook.stuck.style)] } ?? []
    }

    private static func text(_ rollback: Rollback) -> SafeText {
        let devices = rollback.groups.reduce(0) { $0 + $1.devices }
        let unknown = rollback.unknown.reduce(0) { $0 + $1.devices }
        let text =
            CountText.of(devices, "device goes", "devices go") + " back, in "
            + CountText.of(rollback.groups.count, "rollout", "rollouts")
        return unknown == 0 ? text : text + "; " + CountText.exact(unknown) + " stay: what they ran is unknown"
    }

    private var against: SafeText? {
        if view.rollout.origin?.rolledBack != nil { return "it is a rollback itself" }
        return switch view.rollout.status {
        case .paused, .cancelling, .cancelled, .completed, .failed: nil
        case .draft, .scheduled, .pending, .inProgress: "it has to be paused first"
        }
    }
}
