import SlipwayCore
import SlipwayServices
import TerminalUI

/// Stopping a batch, letting it go on, and trying its failures again.
struct BatchActions: Sendable {
    /// From so many devices on, starting asks for their number too.
    static let typedCountFrom = 1_000

    let id: UpdateBatch.ID
    let name: String
    let status: RolloutState
    let counters: BatchCounters
    let acts: DashboardActs

    var all: [ScreenAction] { [status == .paused ? resume : pause, cancel, retry] }

    private var pause: ScreenAction {
        let id = id
        let acts = acts
        let name = safeName
        return ScreenAction(
            title: "pause " + name, key: "P", disabledReason: acts.refusal ?? against([.pending, .inProgress]),
            dialog: Dialog(
                title: "Pause " + name + "?",
                lines: [StyledText(held), StyledText(beyond)],
                confirm: Dialog.Button("Pause it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep running", shortcut: "n"))
        ) { _ in
            _ = try await acts.service(\.updates).pauseBatch(id, as: acts.principal)
            return "paused " + name + ": P lets it go on"
        }
    }

    private var resume: ScreenAction {
        let id = id
        let acts = acts
        let name = safeName
        return ScreenAction(
            title: "resume " + name, key: "P", disabledReason: acts.refusal,
            dialog: Dialog(
                title: "Resume " + name + "?",
                lines: [StyledText(CountText.of(counters.open, "device", "devices") + " will be updated.")],
                fields: startFields,
                confirm: Dialog.Button("Resume it", shortcut: "y"),
                keep: Dialog.Button("Keep paused", shortcut: "n"))
        ) { _ in
            _ = try await acts.service(\.updates).resumeBatch(id, as: acts.principal)
            return "resumed " + name
        }
    }

    private var cancel: ScreenAction {
        let id = id
        let acts = acts
        let name = safeName
        return ScreenAction(
            title: "cancel " + name + " for good", key: "X",
            disabledReason: acts.refusal ?? against([.pending, .inProgress, .paused]),
            dialog: Dialog(
                title: "Cancel " + name + " for good?",
                lines: [
                    StyledText(
                        CountText.of(counters.open - counters.flashed, "device", "devices") + " will not be updated."),
                    StyledText(beyond),
                ],
                fields: [Dialog.Field("reason"), Dialog.Field("its name", required: self.name)],
                confirm: Dialog.Button("Cancel it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep it", shortcut: "n"))
        ) { typed in
            _ = try await acts.service(\.updates).cancelBatch(id, reason: typed.first ?? "", as: acts.principal)
            return "cancelled " + name
        }
    }

    private var retry: ScreenAction {
        let id = id
        let acts = acts
        let name = safeName
        let nothing: SafeText? = counters.failed == 0 ? "none of its devices failed" : nil
        let open: SafeText? = status.isFinal ? nil : "it has not ended yet"
        return ScreenAction(
            title: "retry what failed of " + name, key: "R", disabledReason: acts.refusal ?? open ?? nothing,
            dialog: Dialog(
                title: "Retry what failed of " + name + "?",
                lines: [
                    StyledText(
                        "A new batch of " + CountText.of(counters.failed, "failed device", "failed devices") + ".")
                ],
                fields: startFields,
                confirm: Dialog.Button("Retry them", shortcut: "y"),
                keep: Dialog.Button("Leave them", shortcut: "n"))
        ) { _ in
            let created = try await acts.service(\.updates).retryBatch(id, as: acts.principal)
            let words: SafeText = created.wasRepeat ? "is retried already by " : "is retried by "
            return name + " " + words + SafeText(created.batch.name, limit: 60)
        }
    }

    private var safeName: SafeText { SafeText(name, limit: 60) }

    private var startFields: [Dialog.Field] {
        let name = [Dialog.Field("its name", required: name)]
        let total = counters.total
        return total < Self.typedCountFrom
            ? name : name + [Dialog.Field("how many devices it has", required: "\(total)")]
    }

    private var held: SafeText {
        let waiting = counters.open - counters.flashed
        return "It holds " + CountText.of(waiting, "device", "devices")
            + ": nothing more is offered, started or downloaded."
    }

    private var beyond: SafeText {
        counters.flashed == 0
            ? "No device is past the point of no return."
            : CountText.of(counters.flashed, "device has", "devices have")
                + " flashed it already, past the point of no return."
    }

    private func against(_ possible: [RolloutState]) -> SafeText? {
        if possible.contains(status) { return nil }
        switch status {
        case .cancelling: return "it is being cancelled"
        case .cancelled: return "it was cancelled"
        case .completed, .failed: return "it has ended"
        case .paused: return "it is paused"
        case .draft, .scheduled, .pending, .inProgress: return "it has not begun"
        }
    }
}
