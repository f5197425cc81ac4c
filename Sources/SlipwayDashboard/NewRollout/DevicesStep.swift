import SlipwayCore
import SlipwayServices
import TerminalUI

/// Which devices: those that match a filter, counted while it is typed, or a list of uids.
struct DevicesStep: FormStep {
    enum Event: Sendable {
        case found(filter: String, ListCount, [Device])
        case valuesRead([String: [String]])
        case failed(SafeText)
    }

    let context: DashboardContext
    let title: SafeText = "Devices"
    private var found: (filter: String, count: ListCount, devices: [Device])?
    private var values: [String: [String]] = [:]
    private var trouble: SafeText?

    init(context: DashboardContext) { self.context = context }

    /// Devices that fit into one batch.
    private var limit: Int { context.acts.services?.settings.batchDeviceLimit ?? ServiceSettings().batchDeviceLimit }

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
        ] + count(draft, delay: 0)
    }

    mutating func changed(
        _ field: String, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] { count(draft, delay: 250) }

    mutating func update(
        _ event: Event, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .valuesRead(let values): self.values = values
        case .failed(let why): trouble = why
        case .found(let filter, let count, let devices):
            trouble = nil
            found = (filter, count, devices)
        }
        return []
    }

    private var filter: FormField<RolloutDraft> {
        let (found, limit, values) = (found, limit, values)
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
            guard let found, found.filter == draft.filter else { return nil }
            return Self.fault(found.count, limit)
        }
    }

    private var list: FormField<RolloutDraft> {
        let limit = limit
        return FormField(
            "uids", "Uids",
            help: [
                "one a line, or a paste with blanks or commas between them",
                "or a sheet whose header names the column device_uid",
            ],
            control: MultilineControl(\.uids, isRequired: true, placeholder: "enter, then type or paste them")
        ) { Self.fault(.exactly(Set($0.listed).count), limit) }
    }

    private static func fault(_ count: ListCount, _ limit: Int) -> FormFault? {
        switch count {
        case .exactly(let number) where number > limit, .atLeast(let number) where number > limit:
            FormFault("names " + count.text + " devices: at most \(limit) fit into one batch")
        case .exactly, .atLeast: nil
        }
    }

    private func count(_ draft: RolloutDraft, delay: Int64) -> [StepCommand<Event>] {
        let line = draft.filter
        let reading = FilterParser(of: DeviceOrder.self).read(line)
        guard !draft.isList, reading.faults.isEmpty, !line.allSatisfy(\.isWhitespace) else { return [] }
        let (list, limit, query) = (context.reads.deviceList, limit, DeviceQuery(filter: reading.filter))
        return [
            .screen(
                .load(name: "count", delay: delay) {
                    do {
                        let window = try await list.window(of: query, at: .first, limit: limit + 1)
                        let devices = window.entries.map(\.row)
                        // What was found to the end is counted already.
                        let isAll = window.later == nil
                        let count = isAll ? ListCount.exactly(devices.count) : try await list.count(query)
                        return .found(filter: line, count, devices)
                    } catch {
                        return .failed("the devices could not be counted")
                    }
                })
        ]
    }

    private func lines(_ draft: RolloutDraft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        if draft.isList {
            return [StyledText(CountText.of(Set(draft.listed).count, "device", "devices") + " named", .strong)]
        }
        if let trouble { return [StateLook.failed.label(trouble, glyphs)] }
        guard let found, found.filter == draft.filter else {
            let isWhole = FilterParser(of: DeviceOrder.self).read(draft.filter).faults.isEmpty
            return isWhole && !draft.filter.isEmpty ? [StyledText("counting", .dim)] : []
        }
        let heading = StyledText(found.count.text + " devices match", .strong)
        guard case .exactly = found.count, found.devices.count <= limit else { return [heading] }
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
