import SlipwayCore
import SlipwayServices
import TerminalUI

/// What it is called, and how many devices update at a time.
struct PaceStep: FormStep {
    enum Event: Sendable {}

    /// Devices in one batch.
    let batchLimit: Int
    let title: SafeText = "Pace"

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        [name, pace] + (draft.way(beyond: batchLimit) == .atOnce ? gate : []) + [current]
    }

    private var name: FormField<RolloutDraft> {
        FormField(
            "name", "Name", help: ["what people call the rollout; it is typed again to start it"],
            control: TextControl(FormBinding(\.name), limit: 200, isRequired: true)
        ) { draft in
            draft.name.isEmpty
                ? nil
                : FieldRule.name.faults(of: draft.name, field: "").first.map { fault in
                    FormFault(SafeText(fault.fault, limit: 200))
                }
        }
    }

    private var pace: FormField<RolloutDraft> {
        FormField(
            "pace", "At a time",
            help: [
                "so many devices may be " + Self.statesInFlight + " at once",
                "the others wait; nothing is lost by a small number but time",
            ],
            control: NumberControl(FormBinding(\.pace), in: BatchRequest.maximumInFlightLimits, isRequired: true))
    }

    private var current: FormField<RolloutDraft> {
        FormField(
            "current", "",
            help: ["devices that run the version already are left out unless this is checked"],
            control: CheckBoxControl(FormBinding(\.takesCurrent), "update devices that run it already too"))
    }

    /// Of the one batch: each wave has a gate of its own.
    private var gate: [FormField<RolloutDraft>] {
        [
            FormField(
                "bad", "Stop at",
                help: [
                    "so many bad devices pause it by itself, without a person",
                    "bad: failed by the release, fell back, lost, or silent since the flash",
                ],
                control: NumberControl(
                    FormBinding(\.maximumBad), in: GateRule.maximumBadLimits, placeholder: "never by itself")
            ) { Self.half($0.maximumBad, of: $0) },
            FormField(
                "share", "and at %",
                help: ["of the judged devices; both limits have to be reached"],
                control: NumberControl(FormBinding(\.maximumBadPercent), in: 1...100)
            ) { Self.half($0.maximumBadPercent, of: $0) },
        ]
    }

    /// A gate needs both of its limits.
    private static func half(_ typed: String, of draft: RolloutDraft) -> FormFault? {
        let isHalf = draft.maximumBad.isEmpty != draft.maximumBadPercent.isEmpty
        return isHalf && typed.isEmpty ? FormFault("is missing: a rollout stops by both limits, or by none") : nil
    }

    /// `acknowledged, downloading or flashed`
    private static var statesInFlight: SafeText {
        let text = UpdateSessionState.inFlight.map { SessionStatus.of($0).text }
        guard let last = text.last else { return "" }
        return text.dropFirst().dropLast().reduce(text[0]) { $0 + ", " + $1 } + " or " + last
    }

    mutating func update(
        _ event: Event, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {}
}
