import SlipwayCore
import SlipwayServices
import TerminalUI

/// Which devices: those that match a filter, counted while it is typed, or a list of uids.
struct DevicesStep: FormStep {
    enum Event: Sendable {
        case found(FoundDevices)
        case valuesRead([String: [String]])
        case failed(SafeText)
    }

    let context: DashboardContext
    let title: SafeText = "Devices"
    private var found: FoundDevices?
    private var values: [String: [String]] = [:]
    private var trouble: SafeText?

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        let choices = RolloutDraft.Selection.allCases.map { ChoiceControl<RolloutDraft>.Choice($0.rawValue) }
        let lines = { @Sendable (columns: Int, glyphs: GlyphSet) in self.lines(draft, columns, glyphs) }
        return [
            FormField(
                "selection", "Devices", help: ["how the devices are named"],
                control: ChoiceControl(FormBinding(\.selection), choices: choices, isRequired: true)),
            draft.isList ? list : filter,
            FormField("found", "", control: NoteControl { _, columns, glyphs in lines(columns, glyphs) }),
        ]
    }

    mutating func appeared(_ draft: inout RolloutDraft, at now: ClockReading) -> [StepCommand<Event>] {
        let reads = context.reads
        return [
            .screen(
                .load(name: "values") {
                    do { return .valuesRead(try await reads.values()) } catch { return .valuesRead([:]) }
                })
        ] + count(&draft, delay: 0)
    }

    mutating func changed(
        _ field: String, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] { count(&draft, delay: 250) }

    mutating func update(
        _ event: Event, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .valuesRead(let values): self.values = values
        case .failed(let why): trouble = why
        case .found(let found):
            trouble = nil
            self.found = found
            if found.filter == draft.filter { draft.counted = found.counted }
        }
        return []
    }

    private var filter: FormField<RolloutDraft> {
        let (limit, values) = (context.batchLimit, values)
        return FormField(
            "filter", "Filter",
            help: [
                "a beginning, or field=value, joined by and; tab completes",
                "for example: organization=acme and firmware=4.11.3",
                "active=yes takes every device that takes part",
            ],
            control: PathControl(FormBinding(\.filter), isRequired: true, placeholder: "firmware=4.11.3") { line in
                FilterCompletion.lines(of: line, known: values)
            }
        ) { draft in
            if let fault = FilterParser(of: DeviceOrder.self).read(draft.filter).faults.first {
                return FormFault(SafeText(fault.description, limit: 300))
            }
            return draft.deviceCount.flatMap { Self.fault($0, of: draft, beyond: limit) }
                ?? draft.refusal?.fault(at: "filter", of: draft)
        }
    }

    private var list: FormField<RolloutDraft> {
        let limit = context.batchLimit
        return FormField(
            "uids", "Uids",
            help: [
                "one a line, or a paste with blanks or commas between them",
                "or a sheet whose header names the column device_uid",
            ],
            control: MultilineControl(\.uids, isRequired: true, placeholder: "enter, then type or paste them")
        ) { draft in
            draft.deviceCount.flatMap { Self.fault($0, of: draft, beyond: limit) }
                ?? draft.refusal?.fault(at: "uids", of: draft)
        }
    }

    private static func fault(_ count: ListCount, of draft: RolloutDraft, beyond limit: Int) -> FormFault? {
        if count == .exactly(0) { return draft.isList ? nil : FormFault("matches no device") }
        if draft.way(beyond: limit) == .atOnce {
            guard count.least > limit else { return nil }
            return FormFault("names " + count.text + " devices: more than \(limit) go in waves")
        }
        let most = draft.isList ? RolloutRequest.listLimit : RolloutPlan.maximumTargets
        guard count.least > most else { return nil }
        let named: SafeText = "names " + count.text + " devices: at most " + CountText.exact(most)
        return FormFault(named + (draft.isList ? " fit into one list" : " fit into one rollout"))
    }

    private func count(_ draft: inout RolloutDraft, delay: Int64) -> [StepCommand<Event>] {
        if draft.isList, draft.counted?.isOf(draft) != true { draft.counted = CountedDevices(listedIn: draft) }
        guard let reading = FoundDevices.reading(draft, context) else { return [] }
        return [
            .screen(
                .load(name: "count", delay: delay) {
                    do { return .found(try await reading()) } catch {
                        return .failed("the devices could not be counted")
                    }
                })
        ]
    }

    private func lines(_ draft: RolloutDraft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        if draft.isList {
            let count = draft.deviceCount?.least ?? 0
            return [StyledText(CountText.of(count, "device", "devices") + " named", .strong)]
        }
        if let trouble { return [StateLook.failed.label(trouble, glyphs)] }
        guard let found, found.filter == draft.filter else {
            let isWhole = FilterParser(of: DeviceOrder.self).read(draft.filter).faults.isEmpty
            return isWhole && !draft.filter.isEmpty ? [StyledText("counting", .dim)] : []
        }
        let heading = StyledText(found.count.text + " devices match", .strong)
        guard case .exactly = found.count, found.devices.count <= context.batchLimit else { return [heading] }
        return [heading]
            + FleetBreakdown(
                found.devices.map { ($0.organizationName, $0.firmwareVersion, $0.hardwareVersion) }
            ).lines(columns: columns)
    }
}

extension FilterCompletion {
    /// Whole lines that what is typed at the end of this one may become.
    fileprivate static func lines(of line: String, known: [String: [String]]) -> [String] {
        let completion = FilterCompletion(of: line, cursor: line.count, fields: DeviceOrder.fields, known: known)
        let start = String(line.prefix(completion.range.lowerBound))
        return completion.candidates.map { start + $0.text }
    }
}
