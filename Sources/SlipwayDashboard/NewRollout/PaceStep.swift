import SlipwayCore
import SlipwayServices
import TerminalUI

/// What it is called, how many devices update at a time, and when.
struct PaceStep: FormStep {
    enum Event: Sendable {}

    /// Devices in one batch.
    let batchLimit: Int
    let title: SafeText = "Pace"

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        [name, pace] + (draft.way(beyond: batchLimit) == .atOnce ? gate : paceOfWaves) + times(draft) + [current]
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

    /// Of waves: a batch that was created alone has the one limit.
    private var paceOfWaves: [FormField<RolloutDraft>] {
        [
            pace(
                .perMinute, "A minute", \.paceText.perMinute, placeholder: "any number",
                help: [
                    "so many devices may begin in a minute, such as 100",
                    "or more as they are verified: 50 x2 every 500 verified up to 1000",
                ]),
            pace(
                .bytesPerSecond, "Bytes/s", \.paceText.bytesPerSecond, placeholder: "no limit",
                help: [
                    "all its downloads together may take so many bytes a second, such as 5000000",
                    "the servers that run share it; a device that waits for its turn does not fail by that",
                ]),
        ]
    }

    private func pace(
        _ field: PaceText.Field, _ label: SafeText, _ path: any WritableKeyPath<RolloutDraft, String> & Sendable,
        placeholder: SafeText, help: [SafeText]
    ) -> FormField<RolloutDraft> {
        FormField(
            field.rawValue, label, help: help,
            control: TextControl(FormBinding(path), limit: 100, isRequired: false, placeholder: placeholder)
        ) { draft in
            let typed = draft.paceText.faults.first { $0.field == field.rawValue }
            return typed.map { FormFault(SafeText($0.fault, limit: 300)) }
                ?? draft.refusal?.fault(at: field.rawValue, of: draft)
        }
    }

    private var current: FormField<RolloutDraft> {
        FormField(
            "current", "",
            help: ["devices that run the version already are left out unless this is checked"],
            control: CheckBoxControl(FormBinding(\.takesCurrent), "update devices that run it already too"))
    }

    /// A batch that is created alone has no windows.
    private func times(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        let isAtOnce = draft.way(beyond: batchLimit) == .atOnce
        let windows = time(
            .windows, "Windows", \.times.windows, placeholder: "at any time",
            help: [
                "devices update at these times alone, such as Mon-Fri 02:00-04:00; Fri,Sat 22:00-06:00",
                "those that have flashed finish; no device fails because a window closes over it",
            ])
        return [
            time(
                .start, "Start", \.times.start, placeholder: "at once",
                help: ["a local time such as 2026-12-01T02:00, or an instant such as 2026-12-01T01:00:00Z"]),
            time(
                .end, "End", \.times.end, placeholder: "with its devices",
                help: ["written likewise; what has not flashed by then is cancelled"]),
        ] + (isAtOnce ? [] : [windows]) + [
            time(
                .timeZone, "Time zone", \.times.timeZone, placeholder: "that of the organization, or UTC",
                help: [
                    isAtOnce
                        ? "where local times count, such as Europe/Berlin"
                        : "where local times and windows count, such as Europe/Berlin"
                ])
        ]
    }

    private func time(
        _ field: TimesText.Field, _ label: SafeText, _ path: any WritableKeyPath<RolloutDraft, String> & Sendable,
        placeholder: SafeText, help: [SafeText]
    ) -> FormField<RolloutDraft> {
        FormField(
            field.rawValue, label, help: help,
            control: TextControl(FormBinding(path), limit: 400, isRequired: false, placeholder: placeholder)
        ) { draft in
            let typed = draft.times.faults.first { $0.field == field.rawValue }
            return typed.map { FormFault(SafeText($0.fault, limit: 300)) }
                ?? draft.refusal?.fault(at: field.rawValue, of: draft)
        }
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
