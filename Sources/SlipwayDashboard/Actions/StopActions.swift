import SlipwayCore
import SlipwayServices
import TerminalUI

/// The questions before a batch or a rollout is stopped, let go on, or tried again: the same of both.
struct StopActions: Sendable {
    /// How far it is, as far as that decides what can be done to it.
    enum Stage: Sendable {
        case draft
        case notBegun
        case running
        case paused
        case cancelling
        case cancelled
        case ended
    }

    let name: String
    let stage: Stage
    let counters: BatchCounters
    /// Devices that wait for their wave, and are in no batch yet.
    var waiting = 0
    let acts: DashboardActs
    /// Why its gate paused it; none where it did not.
    var brokenGate: String?
    /// How its devices differ from those that were approved, where it is paused for that.
    var drift: String?
    /// Why none of it can be retried, whatever its stage.
    var againstRetry: SafeText?
    let calls: Calls

    /// What the services do once a question is answered.
    struct Calls: Sendable {
        let pause: @Sendable () async throws -> Void
        /// Takes why what is bad, or that other devices take part, is accepted, where that stopped it. Returns what else
        /// there is to say of it.
        let resume: @Sendable (_ acceptance: String?) async throws -> SafeText
        let cancel: @Sendable (_ reason: String) async throws -> Void
        let retry: @Sendable () async throws -> CreatedBatch
    }

    var all: [ScreenAction] { [stage == .paused ? resume : pause, cancel, retry] }

    private var pause: ScreenAction {
        ScreenAction(
            title: "pause " + safeName, key: "P", disabledReason: acts.refusal ?? against([.notBegun, .running]),
            dialog: Dialog(
                title: "Pause " + safeName + "?",
                lines: [StyledText(held), StyledText(beyond)],
                confirm: Dialog.Button("Pause it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep running", shortcut: "n"))
        ) { _ in
            try await calls.pause()
            return "paused " + safeName + ": P lets it go on"
        }
    }

    private var resume: ScreenAction {
        let isBroken = brokenGate != nil || drift != nil
        return ScreenAction(
            title: "resume " + safeName, key: "P", disabledReason: acts.refusal,
            dialog: Dialog(
                title: "Resume " + safeName + "?",
                lines: [StyledText(CountText.of(open, "device", "devices") + " will be updated.")]
                    + acceptance,
                fields: (isBroken ? [Dialog.Field("reason")] : [])
                    + acts.confirmation.fields(name: self.name, devices: open),
                confirm: Dialog.Button("Resume it", shortcut: "y", isDanger: isBroken),
                keep: Dialog.Button("Keep paused", shortcut: "n"))
        ) { typed in
            let more = try await calls.resume(isBroken ? typed.first ?? "" : nil)
            return "resumed " + safeName + more
        }
    }

    /// What a resumption past a broken gate takes upon itself.
    private var acceptance: [StyledText] {
        if let drift {
            return [
                StyledText(SafeText(drift, limit: 200) + ".", StateLook.stuck.style), StyledText("That is accepted."),
            ]
        }
        guard let brokenGate else { return [] }
        return [
            StyledText(SafeText(brokenGate, limit: 200) + ".", StateLook.failed.style),
            StyledText("The bad ones are accepted, and the gate counts from there."),
        ]
    }

    private var cancel: ScreenAction {
        ScreenAction(
            title: "cancel " + safeName + " for good", key: "X",
            disabledReason: acts.refusal ?? against([.draft, .notBegun, .running, .paused]),
            dialog: Dialog(
                title: "Cancel " + safeName + " for good?",
                lines: [
                    StyledText(
                        CountText.of(revocable, "device", "devices")
                            + " will not be updated."),
                    StyledText(beyond),
                ],
                fields: [Dialog.Field("reason"), Dialog.Field("its name", required: self.name)],
                confirm: Dialog.Button("Cancel it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep it", shortcut: "n"))
        ) { typed in
            try await calls.cancel(typed.first ?? "")
            return "cancelled " + safeName
        }
    }

    private var retry: ScreenAction {
        let nothing: SafeText? = counters.retriable == 0 ? "none of its devices failed" : nil
        let early: SafeText? = hasEnded ? nil : "it has not ended yet"
        return ScreenAction(
            title: "retry what failed of " + safeName, key: "R",
            disabledReason: acts.refusal ?? early ?? nothing ?? againstRetry,
            dialog: Dialog(
                title: "Retry what failed of " + safeName + "?",
                lines: [
                    StyledText(
                        "A new batch of " + CountText.of(counters.retriable, "failed device", "failed devices") + ".")
                ],
                fields: acts.confirmation.fields(name: self.name, devices: counters.retriable),
                confirm: Dialog.Button("Retry them", shortcut: "y"),
                keep: Dialog.Button("Leave them", shortcut: "n"))
        ) { _ in
            let created = try await calls.retry()
            let text: SafeText = created.wasRepeat ? "is retried already by " : "is retried by "
            return safeName + " " + text + SafeText(created.batch.name, limit: 60)
        }
    }

    private var safeName: SafeText { SafeText(name, limit: 60) }

    /// Those that have not ended.
    private var open: Int { counters.open + waiting }

    /// Of those, the ones that a stop still reaches.
    private var revocable: Int { open - counters.irrevocable }

    private var held: SafeText {
        "It holds " + CountText.of(revocable, "device", "devices")
            + ": nothing more is offered, started or downloaded."
    }

    private var beyond: SafeText {
        counters.irrevocable == 0
            ? "No device is past the point of no return."
            : CountText.of(counters.irrevocable, "device has", "devices have")
                + " flashed it already, past the point of no return."
    }

    private var hasEnded: Bool {
        switch stage {
        case .draft, .notBegun, .running, .paused, .cancelling: false
        case .cancelled, .ended: true
        }
    }

    private func against(_ possible: [Stage]) -> SafeText? {
        if possible.contains(stage) { return nil }
        return switch stage {
        case .cancelling: "it is being cancelled"
        case .cancelled: "it was cancelled"
        case .ended: "it has ended"
        case .paused: "it is paused"
        case .draft: "it is a draft"
        case .notBegun, .running: "it has not begun"
        }
    }
}
