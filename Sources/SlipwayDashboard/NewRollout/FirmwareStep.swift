import SlipwayCore
import SlipwayServices
import TerminalUI

/// Which release: the approved ones first, and how the chosen one fared before; and by which template.
struct FirmwareStep: FormStep {
    enum Event: Sendable {
        case releasesRead([FirmwareRelease])
        case pastRead(version: String, [BatchRow])
        case templatesRead([SavedTemplate], organizations: [Organization.ID: String])
        case failed(SafeText)
    }

    /// Releases that cannot be rolled out are offered only to say why not.
    private static let refusedLimit = 50

    let context: DashboardContext
    let title: SafeText = "Firmware"
    private var releases: [FirmwareRelease] = []
    private var past: (version: String, batches: [BatchRow])?
    /// None until they were read.
    private var templates: [SavedTemplate]?
    private var organizations: [Organization.ID: String] = [:]
    private var trouble: SafeText?

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        let lines = { @Sendable (columns: Int, glyphs: GlyphSet) in self.lines(draft, columns, glyphs) }
        let release = FormField(
            "version", "Release",
            help: ["the version to roll out; type a part of it", "only an approved release can be rolled out"],
            control: ChoiceControl(
                FormBinding(\.version), choices: releases.map(Self.choice), isRequired: true,
                placeholder: "enter picks one")
        ) { $0.refusal?.fault(at: "version", of: $0) }
        return [
            release
        ] + (hasTemplates(draft) ? [template(draft)] : []) + [
            FormField("facts", "", control: NoteControl { _, columns, glyphs in lines(columns, glyphs) })
        ]
    }

    mutating func appeared(_ draft: inout RolloutDraft, at now: ClockReading) -> [StepCommand<Event>] {
        let list = context.reads.firmwareList
        return [
            .screen(
                .load(name: "releases") {
                    do {
                        return .releasesRead(
                            try await list.page(Self.query(isApproved: true), .first, DashboardReads.pageLimit).rows
                                + list.page(Self.query(isApproved: false), .first, Self.refusedLimit).rows)
                    } catch {
                        return .failed("the releases could not be read: ctrl-r reads them again")
                    }
                })
        ] + [readTemplates()] + readPast(draft)
    }

    mutating func changed(
        _ field: String, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] { field == "version" ? readPast(draft) : [] }

    func actions(_ draft: RolloutDraft) -> [FormAction] {
        [FormAction("reload", "Read again", key: .control("r"))]
    }

    mutating func perform(
        _ action: String, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] { appeared(&draft, at: now) }

    mutating func update(
        _ event: Event, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        trouble = nil
        switch event {
        case .releasesRead(let releases): self.releases = releases
        case .pastRead(let version, let batches): past = (version, batches)
        case .templatesRead(let templates, let organizations):
            self.templates = templates
            self.organizations = organizations
        case .failed(let why): trouble = why
        }
        return []
    }

    /// Where there is none to choose, nothing is said of them.
    private func hasTemplates(_ draft: RolloutDraft) -> Bool { templates?.isEmpty == false || draft.template != nil }

    private func template(_ draft: RolloutDraft) -> FormField<RolloutDraft> {
        let (templates, organizations) = (templates, organizations)
        var choices = (templates ?? []).map { Self.choice($0, organizations) }
        if let chosen = draft.template, !(templates ?? []).contains(where: { $0.record.id == chosen.record.id }) {
            choices.append(
                ChoiceControl<RolloutDraft>.Choice(
                    chosen.record.id.description, title: SafeText(chosen.record.name, limit: 200),
                    disabledReason: templates == nil ? nil : SafeText(ChosenTemplate.isGone)))
        }
        return FormField(
            "template", "Template",
            help: [
                "a saved plan that fills the steps after this one; all of it can be typed over",
                "what it says and the form does not show is kept",
            ],
            control: ChoiceControl(
                FormBinding(
                    value: { $0.template?.record.id.description ?? "" },
                    set: { id, draft in
                        draft.choose(templates?.first { $0.record.id.description == id })
                    }),
                choices: [ChoiceControl<RolloutDraft>.Choice("", title: "none")] + choices)
        ) { draft in
            let saved = templates?.first { $0.record.id == draft.template?.record.id }
            if let saved, saved.record.plan != draft.template?.record.plan {
                return FormFault(SafeText(ChosenTemplate.isOutdated))
            }
            return draft.refusal?.fault(at: "template", of: draft)
        }
    }

    private func readTemplates() -> StepCommand<Event> {
        let reads = context.reads
        return .screen(
            .load(name: "templates") {
                do {
                    let templates = try await reads.templates()
                    guard templates.contains(where: { $0.record.organizationID != nil }) else {
                        return .templatesRead(templates, organizations: [:])
                    }
                    let known = try await reads.organizationList.page(OrganizationQuery(), .first, 1_000).rows
                    return .templatesRead(
                        templates, organizations: Dictionary(known.map { ($0.id, $0.name) }) { first, _ in first })
                } catch {
                    return .failed("the templates could not be read: ctrl-r reads them again")
                }
            })
    }

    private func readPast(_ draft: RolloutDraft) -> [StepCommand<Event>] {
        let (list, version) = (context.reads.batchList, draft.version)
        guard !version.isEmpty, let term = BatchOrder.term("firmware", is: .text(version)) else { return [] }
        return [
            .screen(
                .load(name: "past") {
                    do {
                        let page = try await list.page(
                            BatchQuery(filter: Filter([term])), .first, DashboardReads.pageLimit)
                        return .pastRead(version: version, page.rows)
                    } catch {
                        return .failed("how it fared before could not be read")
                    }
                })
        ]
    }

    private func lines(_ draft: RolloutDraft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        if let trouble { return [StateLook.failed.label(trouble, glyphs)] }
        return FactLines.of(releaseFacts(draft) + templateFacts(draft), columns: columns)
    }

    private func releaseFacts(_ draft: RolloutDraft) -> [(name: SafeText, value: SafeText)] {
        guard let release = releases.first(where: { $0.version == draft.version }) else { return [] }
        let hardware = release.hardwareVersions.isEmpty ? "any" : release.hardwareVersions.joined(separator: ", ")
        return [
            ("size", CountText.exact(Int(release.sizeBytes)) + " bytes"),
            ("from version", release.minimumVersion.map { SafeText($0, limit: 60) } ?? "any"),
            ("hardware", SafeText(hardware, limit: 200)),
            ("notes", SafeText(release.releaseNotes ?? "-", limit: 600)),
            ("before", before(draft)),
        ]
    }

    /// What the chosen template says, and what of that the form does not show.
    private func templateFacts(_ draft: RolloutDraft) -> [(name: SafeText, value: SafeText)] {
        guard let template = draft.template, let plan = template.plan else { return [] }
        let waves = SafeText(plan.waves.map(\.size.description).joined(separator: ", "), limit: 200)
        let unshown = SafeText(template.unshown.joined(separator: ", "), limit: 200)
        let author = SafeText(template.record.savedBy, limit: 60)
        var facts: [(name: SafeText, value: SafeText)] = [("waves", waves + ", saved by " + author)]
        if !unshown.isEmpty { facts.append(("kept", unshown + ": as the template says")) }
        return facts
    }

    /// `2 batches: 480 of 500 succeeded, 12 bad`.
    private func before(_ draft: RolloutDraft) -> SafeText {
        guard let past, past.version == draft.version else { return "?" }
        guard !past.batches.isEmpty else { return "never rolled out" }
        let counters = past.batches.map(\.batch.counters)
        let more: SafeText = past.batches.count < DashboardReads.pageLimit ? "" : " at least"
        return CountText.of(counters.count, "batch", "batches") + more + ": "
            + CountText.exact(counters.reduce(0) { $0 + $1.succeeded }) + " of "
            + CountText.exact(counters.reduce(0) { $0 + $1.total }) + " succeeded, "
            + CountText.exact(counters.reduce(0) { $0 + $1.bad }) + " bad"
    }

    private static func choice(_ release: FirmwareRelease) -> ChoiceControl<RolloutDraft>.Choice {
        let status = SafeText(release.releaseStatus.rawValue)
        return ChoiceControl<RolloutDraft>.Choice(
            release.version, note: status + ", " + SafeText(release.releaseChannel.rawValue),
            disabledReason: release.releaseStatus == .approved ? nil : status + ", not approved")
    }

    private static func choice(
        _ saved: SavedTemplate, _ organizations: [Organization.ID: String]
    ) -> ChoiceControl<RolloutDraft>.Choice {
        let owner = saved.record.organizationID.map { SafeText(organizations[$0] ?? "#\($0)", limit: 60) }
        return ChoiceControl<RolloutDraft>.Choice(
            saved.record.id.description, title: SafeText(saved.record.name, limit: 200), note: owner ?? "for all",
            disabledReason: saved.plan == nil ? "a newer program wrote it" : nil)
    }

    private static func query(isApproved: Bool) -> FirmwareQuery {
        let status = FirmwareOrder.fields.filter { $0.name == "status" }.map { field in
            FilterTerm(.isIn(field, [.text(FirmwareReleaseStatus.approved.rawValue)], isNegated: !isApproved))
        }
        return FirmwareQuery(filter: Filter(status))
    }
}
