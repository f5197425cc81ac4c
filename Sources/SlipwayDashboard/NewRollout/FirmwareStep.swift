import SlipwayCore
import SlipwayServices
import TerminalUI

/// Which release: the approved ones first, and how the chosen one fared before.
struct FirmwareStep: FormStep {
    enum Event: Sendable {
        case releasesRead([FirmwareRelease])
        case pastRead(version: String, [BatchRow])
        case failed(SafeText)
    }

    /// Releases that cannot be rolled out are offered only to say why not.
    private static let refusedLimit = 50

    let context: DashboardContext
    let title: SafeText = "Firmware"
    private var releases: [FirmwareRelease] = []
    private var past: (version: String, batches: [BatchRow])?
    private var trouble: SafeText?

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        let lines = { @Sendable (columns: Int, glyphs: GlyphSet) in self.lines(draft, columns, glyphs) }
        return [
            FormField(
                "version", "Release",
                help: ["the version to roll out; type a part of it", "only an approved release can be rolled out"],
                control: ChoiceControl(
                    FormBinding(\.version), choices: releases.map(Self.choice), isRequired: true,
                    placeholder: "enter picks one")
            ) { $0.refusal?.fault(at: "version", of: $0) },
            FormField("facts", "", control: NoteControl { _, columns, glyphs in lines(columns, glyphs) }),
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
        ] + readPast(draft)
    }

    mutating func changed(
        _ field: String, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] { readPast(draft) }

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
        case .failed(let why): trouble = why
        }
        return []
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
        guard let release = releases.first(where: { $0.version == draft.version }) else { return [] }
        let hardware = release.hardwareVersions.isEmpty ? "any" : release.hardwareVersions.joined(separator: ", ")
        return FactLines.of(
            [
                ("size", CountText.exact(Int(release.sizeBytes)) + " bytes"),
                ("from version", release.minimumVersion.map { SafeText($0, limit: 60) } ?? "any"),
                ("hardware", SafeText(hardware, limit: 200)),
                ("notes", SafeText(release.releaseNotes ?? "-", limit: 600)),
                ("before", before(draft)),
            ], columns: columns)
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

    private static func query(isApproved: Bool) -> FirmwareQuery {
        let status = FirmwareOrder.fields.filter { $0.name == "status" }.map { field in
            FilterTerm(.isIn(field, [.text(FirmwareReleaseStatus.approved.rawValue)], isNegated: !isApproved))
        }
        return FirmwareQuery(filter: Filter(status))
    }
}
