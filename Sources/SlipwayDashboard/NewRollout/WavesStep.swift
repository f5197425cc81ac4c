import SlipwayCore
import SlipwayServices
import TerminalUI

/// In which waves the devices get the release, what stops one, and what lets the next one begin.
struct WavesStep: FormStep {
    enum Event: Sendable {
        case found(FoundDevices)
        case weighed(WaveWorth)
        case failed(SafeText)
    }

    let context: DashboardContext
    let title: SafeText = "Waves"
    private var worth: WaveWorth?
    private var trouble: SafeText?

    init(context: DashboardContext) { self.context = context }

    /// How long a device that completed has for a word.
    private var lossLimit: Duration { context.acts.services?.settings.lossLimit ?? ServiceSettings().lossLimit }

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        let lines = { @Sendable (columns: Int, glyphs: GlyphSet) in self.lines(draft, columns, glyphs) }
        let note = FormField<RolloutDraft>(
            "worth", "", control: NoteControl { _, columns, glyphs in lines(columns, glyphs) })
        let isInWaves = draft.way(beyond: context.batchLimit) == .waves
        return [way] + (isInWaves ? waves + [wayBack] + (draft.isList ? [] : [later]) : []) + [note]
    }

    private var wayBack: FormField<RolloutDraft> {
        FormField(
            "rollback", "",
            help: [
                "when a gate stops it, it is found out where each device goes back to",
                "B on its screen starts that; nothing goes back by itself",
            ],
            control: CheckBoxControl(FormBinding(\.preparesRollback), "prepare the way back when a gate stops it"))
    }

    private var later: FormField<RolloutDraft> {
        FormField(
            "later", "",
            help: [
                "the rollout stays open, and looks every 10 minutes for devices that match by then",
                "F on its screen finishes it, or its end does",
            ],
            control: CheckBoxControl(FormBinding(\.takesLater), "devices that match later join the last wave"))
    }

    private var way: FormField<RolloutDraft> {
        let limit = context.batchLimit
        let notes: [RolloutDraft.Way: SafeText] = [
            .waves: "each has to stay well before the next begins", .atOnce: "at most \(limit) devices, as one batch",
        ]
        return FormField(
            "way", "Devices go",
            help: ["more than \(limit) devices go in waves", "a wave that turns out bad stops the rollout by itself"],
            control: ChoiceControl(
                FormBinding(
                    value: { $0.way(beyond: limit).rawValue },
                    set: { $1.chosenWay = RolloutDraft.Way(rawValue: $0) }),
                choices: RolloutDraft.Way.allCases.map { way in
                    ChoiceControl<RolloutDraft>.Choice(way.rawValue, note: notes[way] ?? "")
                }, isRequired: true))
    }

    private var waves: [FormField<RolloutDraft>] {
        [
            field(
                .canary, "Canary", \.waves.canary,
                help: [
                    "the first wave: canary, a number of devices, or a share such as 1%",
                    "canary is 1% of them, at least 50 and at most 20%",
                    "it has \(RolloutPlan.coveredPerHardware) of each hardware version, where there is room for them",
                ]),
            field(
                .waves, "Then up to", \.waves.waves,
                help: [
                    "numbers or shares with commas, each counted from the first device",
                    "the last is 100%; the rest waits in no batch, so that a stop stops it at once",
                ]),
            field(
                .verified, "Verified", \.waves.verified,
                help: [
                    "so much of a wave has to report the release before it soaks",
                    "of the devices that were not left out",
                ]),
            field(
                .soak, "Soak", \.waves.soak,
                help: [
                    "how long a wave then has to stay well, such as 30m, 2h or 1d",
                    "at least as long as a device may be silent before it counts as lost",
                ]),
            FormField(
                "manual", "",
                help: ["then A on the rollout's screen lets the next wave begin, with a reason"],
                control: CheckBoxControl(
                    FormBinding(value: { !$0.waves.isAutomatic }, set: { $1.waves.isAutomatic = !$0 }),
                    "wait for a person after each wave")),
            field(
                .maximumBad, "Stop at", \.waves.maximumBad, isRequired: false,
                placeholder: "as many bad devices as stand below",
                help: [
                    "so many bad devices of a wave: a number a wave, the last for all that follow",
                    "bad: failed by the release, fell back, lost, or silent since the flash",
                    "empty is safe: hardly ever reached where 1% of the devices fails anyway",
                ]),
            field(
                .maximumBadShare, "and at", \.waves.maximumBadShare, isRequired: false,
                placeholder: "the share that stands below",
                help: ["such as 2%, of the judged devices; both limits have to be reached"]),
        ]
    }

    private func field(
        _ field: WavesText.Field, _ label: SafeText, _ path: any WritableKeyPath<RolloutDraft, String> & Sendable,
        isRequired: Bool = true, placeholder: SafeText = "", help: [SafeText]
    ) -> FormField<RolloutDraft> {
        let lossLimit = lossLimit
        return FormField(
            field.rawValue, label, help: help,
            control: TextControl(
                FormBinding(path), limit: 200, isRequired: isRequired, placeholder: placeholder)
        ) { draft in
            let devices = draft.deviceCount.flatMap { $0.isExact ? $0.least : nil }
            return draft.waves.faults(lossLimit: lossLimit, devices: devices).first { $0.field == field.rawValue }
                .map { FormFault(SafeText($0.fault, limit: 300)) }
        }
    }

    mutating func appeared(_ draft: inout RolloutDraft, at now: ClockReading) -> [StepCommand<Event>] {
        if draft.isList, draft.counted?.isOf(draft) != true { draft.counted = CountedDevices(listedIn: draft) }
        guard draft.deviceCount == nil, let reading = FoundDevices.reading(draft, context) else {
            return weigh(draft)
        }
        return [
            .screen(
                .load(name: "count") {
                    do { return .found(try await reading()) } catch {
                        return .failed("the devices could not be counted")
                    }
                })
        ]
    }

    mutating func changed(
        _ field: String, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] { weigh(draft) }

    mutating func update(
        _ event: Event, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .found(let found):
            trouble = nil
            guard found.filter == draft.filter else { return [] }
            draft.counted = found.counted
            return weigh(draft)
        case .weighed(let worth): self.worth = worth
        case .failed(let why): trouble = why
        }
        return []
    }

    /// Off the screen's own time: over many devices it takes longer than a key may.
    private func weigh(_ draft: RolloutDraft) -> [StepCommand<Event>] {
        guard draft.way(beyond: context.batchLimit) == .waves, let count = draft.deviceCount, count.least > 0,
            let plan = plan(draft), worth?.isOf(plan, devices: count.least, inFlight: draft.inFlight) != true
        else { return [] }
        let inFlight = draft.inFlight
        return [
            .screen(
                .load(name: "worth", delay: 100) {
                    .weighed(WaveWorth(of: plan, devices: count.least, inFlight: inFlight))
                })
        ]
    }

    /// None where it is not a plan yet.
    private func plan(_ draft: RolloutDraft) -> RolloutPlan? {
        guard draft.waves.faults(lossLimit: lossLimit, devices: nil).isEmpty, let plans = try? draft.wavePlans()
        else { return nil }
        return RolloutPlan(filter: nil, waves: plans.waves, advance: plans.advance)
    }

    private func lines(_ draft: RolloutDraft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        guard let count = draft.deviceCount else {
            if let trouble { return [StateLook.failed.label(trouble, glyphs)] }
            return [StyledText("how many devices there are is said by the Devices step", .dim)]
        }
        let heading = StyledText(count.text + (count.least == 1 && count.isExact ? " device" : " devices"), .strong)
        guard draft.way(beyond: context.batchLimit) == .waves else {
            let isTooMany = count.least > context.batchLimit
            let text: SafeText =
                isTooMany
                ? ": too many for one batch" : " in one batch: none is tried before the others"
            return [heading + StyledText(text, isTooMany ? StateLook.failed.style : .dim)]
        }
        guard count.least > 0, let plan = plan(draft) else { return [heading] }
        let more: SafeText =
            count.isExact
            ? "" : ", which the review counts to the end; of the first " + CountText.exact(count.least) + ":"
        let waves = worth.flatMap { $0.isOf(plan, devices: count.least, inFlight: draft.inFlight) ? $0.waves : nil }
        return [heading + StyledText(more, .dim)]
            + (waves.map { WaveWorth.lines($0, columns: columns) }
                ?? WaveWorth.lines(ofSizes: plan.waveCounts(of: count.least)))
    }
}

extension ListCount {
    fileprivate var isExact: Bool { self == .exactly(least) }
}
