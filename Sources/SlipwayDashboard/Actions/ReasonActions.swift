import SlipwayCore
import SlipwayServices
import TerminalUI

/// What can be done about one cause of a rollout: trying its devices again, and leaving out what they have in common.
struct ReasonActions: Sendable {
    let view: RolloutView
    /// None where there is no cause.
    let reason: ReasonSummary?
    let acts: DashboardActs

    var retry: ScreenAction {
        let (rollout, reason, acts) = (view.rollout, reason, acts)
        let group = reason.flatMap { RetryGroup(of: $0.cause) }
        return ScreenAction(
            title: "try the devices with this cause again", key: "R", disabledReason: acts.refusal ?? againstRetry,
            dialog: Dialog(
                title: "Try these devices again?",
                lines: [
                    StyledText(reason.map { ReasonText.counted($0) } ?? ""),
                    StyledText("They go into a rollout of their own, in one wave with the standard gate."),
                ],
                confirm: Dialog.Button("Try again", shortcut: "y"), keep: Dialog.Button("Leave them", shortcut: "n"))
        ) { _ in
            guard let group else { throw SlipwayError.noTargets }
            let retried = try await acts.service(\.rollouts).retry(rollout.id, group, as: acts.principal)
            return CountText.of(retried.devices, "device is", "devices are") + " tried again, in rollout "
                + SafeText(retried.rollout?.id.description ?? "")
        }
    }

    var exclude: ScreenAction {
        let (rollout, acts) = (view.rollout, acts)
        let factor = reason?.commonFactor
        let filter = factor.map { Filter(excluding: $0) }
        return ScreenAction(
            title: "leave out what they have in common", key: "E", disabledReason: acts.refusal ?? againstExclusion,
            dialog: Dialog(
                title: "Leave out " + SafeText(filter?.description ?? "", limit: 60) + "?",
                lines: [
                    StyledText(
                        "That is " + PercentText.of(share: factor?.shareOfReason ?? 0) + " of this cause, and "
                            + PercentText.of(share: factor?.shareOfBatch ?? 0) + " of all: about "
                            + CountText.exact(Int(Double(rollout.devices) * (factor?.shareOfBatch ?? 0))) + " devices."),
                    StyledText("Nothing of the rollout is offered to them any more; what has flashed finishes."),
                    StyledText("There is no way back in."),
                ],
                fields: [Dialog.Field("reason"), Dialog.Field("its name", required: rollout.name)],
                confirm: Dialog.Button("Leave them out", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep them", shortcut: "n"))
        ) { typed in
            guard let filter else { throw SlipwayError.noTargets }
            let excluded = try await acts.service(\.rollouts).exclude(
                rollout.id, filter, reason: typed.first ?? "", as: acts.principal)
            return CountText.of(excluded.devices, "device is", "devices are") + " left out"
        }
    }

    private var againstRetry: SafeText? {
        guard let reason else { return "nothing has gone wrong" }
        return RetryGroup(of: reason.cause) == nil ? "devices that are silent are updating still" : nil
    }

    private var againstExclusion: SafeText? {
        switch view.rollout.status {
        case .pending, .inProgress, .paused: break
        case .draft, .scheduled: return "it has not begun"
        case .cancelling, .cancelled, .completed, .failed: return "no more of its devices begin"
        }
        guard let reason else { return "nothing has gone wrong" }
        return reason.commonFactor == nil ? "its devices have nothing in common" : nil
    }
}

extension RetryGroup {
    /// None of devices that are not done.
    fileprivate init?(of cause: ReasonSummary.Cause) {
        switch cause {
        case .failed(let text): self.init(.failed, reasonKey: text)
        case .fellBack: self.init(.fellBack)
        case .lost: self.init(.lost)
        case .silentSinceFlash: return nil
        }
    }
}

extension Filter {
    fileprivate init(excluding factor: CommonFactor) {
        let name =
            switch factor.attribute {
            case .hardwareVersion: "hardware"
            case .fromVersion: "firmware"
            case .organization: "organization"
            }
        let field = DeviceOrder.fields.first { $0.name == name } ?? FilterField(name, .text, help: "")
        self.init([FilterTerm(.isIn(field, [.text(factor.value)], isNegated: false))])
    }
}
