import SlipwayCore
import SlipwayServices
import TerminalUI

/// What it is called, and how many devices update at a time.
struct PaceStep: FormStep {
    enum Event: Sendable {}

    let title: SafeText = "Pace"

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        [
            FormField(
                "name", "Name", help: ["what people call the rollout; it is typed again to start it"],
                control: TextControl(FormBinding(\.name), limit: 200, isRequired: true)
            ) { draft in
                draft.name.isEmpty
                    ? nil
                    : FieldRule.name.faults(of: draft.name, field: "").first.map { fault in
                        FormFault(SafeText(fault.fault, limit: 200))
                    }
            },
            FormField(
                "pace", "At a time",
                help: [
                    "so many devices may be " + Self.statesInFlight + " at once",
                    "the others wait; nothing is lost by a small number but time",
                ],
                control: NumberControl(FormBinding(\.pace), in: BatchRequest.maximumInFlightLimits, isRequired: true)),
            FormField(
                "current", "",
                help: ["devices that run the version already are left out unless this is checked"],
                control: CheckBoxControl(FormBinding(\.takesCurrent), "update devices that run it already too")),
        ]
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
