import SlipwayCore
import SlipwayServices
import TerminalUI

/// Where the rows come from: a file, a paste, or the keyboard in the next step; shown as understood before it lands.
struct SourceStep: FormStep {
    enum Event: Sendable {
        case organizationsLoaded([ChoiceControl<RegistrationDraft>.Choice])
        case read(SheetReading)
        case notRead(SafeText)
        case nothingToRead
    }

    let context: DashboardContext
    let title: SafeText = "Source"

    private var organizations: [ChoiceControl<RegistrationDraft>.Choice] = []
    private var reading: SheetReading?
    private var fault: SafeText?

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: RegistrationDraft) -> [FormField<RegistrationDraft>] {
        let preview = SheetPreview(reading: reading, fault: fault)
        return [
            FormField(
                "organization", "Organization",
                help: ["owns the rows that name none", "rows may name their own: by name, or by # and its id"],
                control: ChoiceControl(
                    FormBinding(\.organization), choices: organizations, placeholder: "each row names its own")),
            FormField(
                "path", "File", help: ["CSV, TSV or JSON, up to 64 MiB; Tab completes"],
                control: PathControl(FormBinding(\.path), placeholder: "or paste below") { start in
                    SheetFile.candidates(for: start)
                }),
            FormField(
                "pasted", "Paste", help: ["Enter, then paste a table or JSON; ctrl-o goes on", "Tab is text here"],
                control: MultilineControl(
                    \.pasted, takesTabs: true, placeholder: "or type row by row in the next step", minimum: 2)),
            FormField(
                "delimiter", "Delimiter", help: ["what separates the cells"],
                control: ChoiceControl(FormBinding(\.delimiterName), choices: Self.names(SheetOptions.Delimiter.self))),
            FormField(
                "header", "Header", help: ["whether the first row names the columns"],
                control: ChoiceControl(FormBinding(\.headerName), choices: Self.names(SheetOptions.Header.self))),
            FormField(
                "columns", "Columns",
                help: ["what each holds, such as device_uid,-,serial_number; - leaves one out"],
                control: TextControl(FormBinding(\.options.columns), placeholder: "found out")),
            FormField("preview", "", control: NoteControl { _, columns, glyphs in preview.lines(columns, glyphs) }),
        ]
    }

    func actions(_ draft: RegistrationDraft) -> [FormAction] {
        guard let reading else { return [] }
        let count = CountText.of(reading.entries.count, "row", "rows")
        return [
            FormAction(
                "add", "Add " + count, key: "a",
                disabledReason: draft.isSending ? "rows are being sent" : nil)
        ]
    }

    mutating func appeared(_ draft: inout RegistrationDraft, at now: ClockReading) -> [StepCommand<Event>] {
        let list = context.reads.organizationList
        let load = StepCommand<Event>.screen(
            .load(name: "organizations") {
                let page = try? await list.page(OrganizationQuery(), .first, 1_000)
                return .organizationsLoaded((page?.rows ?? []).map(Self.choice))
            })
        return [load] + (reading == nil ? read(draft) : [])
    }

    mutating func changed(
        _ field: String, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        if field == "organization" { draft.validateRows() }
        // Of the two what was given last.
        if field == "path", !draft.path.isEmpty { draft.pasted = FormText() }
        if field == "pasted", !draft.pasted.isEmpty { draft.path = "" }
        reading = nil
        return read(draft)
    }

    mutating func perform(
        _ action: String, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        guard !draft.isSending else { return [] }
        guard let reading else { return [.screen(.flash(.warning("the rows are still being read")))] }
        draft.sheet.append(reading.entries, defaultOrganization: draft.defaultOrganization)
        draft.pasted = FormText()
        draft.path = ""
        self.reading = nil
        let count = CountText.of(reading.entries.count, "row", "rows")
        return [.screen(.flash(.info("added " + count))), .go("Rows")]
    }

    mutating func update(
        _ event: Event, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .organizationsLoaded(let choices): organizations = choices
        case .read(let reading):
            self.reading = reading
            fault = nil
        case .notRead(let why):
            reading = nil
            fault = why
        case .nothingToRead:
            reading = nil
            fault = nil
        }
        return []
    }

    /// What is wrong is said beside it, and cannot be added.
    func questionBeforeLeaving(_ draft: RegistrationDraft) -> StepQuestion? {
        guard draft.hasUnaddedSource, fault == nil, !draft.isSending else { return nil }
        let what = reading.map { CountText.of($0.entries.count, "row", "rows") } ?? "the rows"
        let source: SafeText = draft.path.isEmpty ? "the paste" : "the file"
        let dialog = Dialog(
            title: "Add " + what + " first?",
            lines: [StyledText("What is in " + source + " is not among the rows yet, and would not be registered.")],
            confirm: Dialog.Button("Add them", shortcut: "y"), keep: Dialog.Button("Not yet", shortcut: "n"))
        return StepQuestion(dialog, action: "add", remark: "not added: a adds them, ctrl-o goes on without them")
    }

    /// In an effect, because a file may be slow and a paste long.
    private func read(_ draft: RegistrationDraft) -> [StepCommand<Event>] {
        let (path, pasted, options) = (draft.path, draft.pasted, draft.options)
        let namesOrganizations = draft.organization.isEmpty
        return [
            .screen(
                .load(name: "reading", delay: 200) {
                    guard !path.isEmpty || !pasted.isEmpty else { return .nothingToRead }
                    do throws(SlipwayError) {
                        let reading =
                            path.isEmpty
                            ? try SheetReading(
                                text: pasted.text, options: options, namesOrganizations: namesOrganizations)
                            : try SheetReading(path: path, options: options, namesOrganizations: namesOrganizations)
                        return .read(reading)
                    } catch {
                        return .notRead(RefusalText.of(error))
                    }
                })
        ]
    }

    private static func choice(_ organization: Organization) -> ChoiceControl<RegistrationDraft>.Choice {
        let free = max(0, organization.deviceLimit - organization.deviceCount)
        return ChoiceControl<RegistrationDraft>.Choice(
            organization.name, title: SafeText(organization.name, limit: 100),
            note: SafeText(organization.environment.rawValue) + ", " + CountText.exact(free) + " places free",
            disabledReason: organization.active ? nil : "inactive")
    }

    private static func names<Value: CaseIterable & RawRepresentable<String>>(
        _ type: Value.Type
    ) -> [ChoiceControl<RegistrationDraft>.Choice] { Value.allCases.map { .init($0.rawValue) } }
}

extension RegistrationDraft {
    /// As a choice holds it.
    fileprivate var delimiterName: String {
        get { options.delimiter.rawValue }
        set { options.delimiter = SheetOptions.Delimiter(rawValue: newValue) ?? .automatic }
    }

    fileprivate var headerName: String {
        get { options.header.rawValue }
        set { options.header = SheetOptions.Header(rawValue: newValue) ?? .automatic }
    }
}
