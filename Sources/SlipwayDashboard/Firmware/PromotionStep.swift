import SlipwayCore
import SlipwayServices
import TerminalUI

/// The status that a release gets, and what follows from it.
struct PromotionStep: FormStep {
    enum Event: Sendable {
        case promoted(FirmwareRelease)
        case refused(SafeText)
    }

    let release: FirmwareRelease
    let acts: DashboardActs
    let title: SafeText = "Promotion"

    func fields(_ draft: PromotionForm.Draft) -> [FormField<PromotionForm.Draft>] {
        [now, status, consequence] + (Self.status(draft) == .approved ? [version] : [])
    }

    func actions(_ draft: PromotionForm.Draft) -> [FormAction] {
        [FormAction("promote", "Promote it", key: "s", needsWholeForm: true, disabledReason: acts.refusal)]
    }

    mutating func perform(
        _ action: String, _ draft: inout PromotionForm.Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        guard let status = Self.status(draft) else { return [] }
        let (acts, version) = (acts, release.version)
        return [
            .screen(
                .act {
                    do {
                        return .promoted(
                            try await acts.service(\.firmware).promote(version, to: status, by: acts.principal))
                    } catch {
                        return .refused(RefusalText.of(error))
                    }
                })
        ]
    }

    mutating func update(
        _ event: Event, _ draft: inout PromotionForm.Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .refused(let why): return [.screen(.flash(.error(why)))]
        case .promoted(let release):
            let text =
                SafeText(release.version, limit: 60) + " is " + SafeText(release.releaseStatus.rawValue) + " now"
            return [.finished, .screen(.pop), .screen(.flash(.info(text)))]
        }
    }

    private var now: FormField<PromotionForm.Draft> {
        let facts =
            SafeText(release.releaseStatus.rawValue) + " now, " + SafeText(release.releaseChannel.rawValue) + ", "
            + CountText.exact(Int(release.sizeBytes)) + " bytes"
        return FormField("now", "Release", control: NoteControl { _, _, _ in [StyledText(facts)] })
    }

    private var status: FormField<PromotionForm.Draft> {
        let current = release.releaseStatus
        let choices = FirmwareReleaseStatus.allCases.map { status in
            ChoiceControl<PromotionForm.Draft>.Choice(
                status.rawValue,
                disabledReason: current.allows(status)
                    ? nil : "from " + SafeText(current.rawValue) + " it cannot become " + SafeText(status.rawValue))
        }
        return FormField(
            "status", "Promote to", help: ["a release is tested before it is approved"],
            control: ChoiceControl(FormBinding(\.status), choices: choices, isRequired: true))
    }

    private var consequence: FormField<PromotionForm.Draft> {
        let isBare = release.digitalSignature != nil && release.manifestSignature == nil
        return FormField(
            "consequence", "",
            control: NoteControl { draft, columns, _ in
                guard let status = Self.status(draft) else { return [] }
                let lack: SafeText =
                    status == .approved && isBare
                    ? " It has no signed manifest: its signature does not say what it is for." : ""
                return (Self.consequence(of: status) + lack).wrapped(to: columns).map { StyledText($0, .dim) }
            })
    }

    private var version: FormField<PromotionForm.Draft> {
        let wanted = release.version
        return FormField(
            "version", "Its version", help: ["typed again, since every fleet may get it from now on"],
            control: TextControl(FormBinding(\.version), limit: 200, isRequired: true)
        ) { draft in
            draft.version.isEmpty || draft.version == wanted
                ? nil : FormFault("is another version than " + SafeText(wanted, limit: 60))
        }
    }

    private static func status(_ draft: PromotionForm.Draft) -> FirmwareReleaseStatus? {
        FirmwareReleaseStatus(rawValue: draft.status)
    }

    private static func consequence(of status: FirmwareReleaseStatus) -> SafeText {
        switch status {
        case .draft: "It goes back to be changed."
        case .testing: "It may be tried, but no rollout can be made of it."
        case .approved: "Rollouts can be made of it."
        case .deprecated: "No new rollout can be made of it, and those under way stop, for good."
        }
    }
}

/// Promotes one release to another status.
struct PromotionForm: FormSource {
    struct Draft: Codable, Equatable, Sendable {
        /// Where it goes.
        var status: String
        /// Its version, typed again where rollouts can be made of it from now on.
        var version = ""
    }

    let release: FirmwareRelease
    let acts: DashboardActs

    var title: SafeText { "promote " + SafeText(release.version, limit: 60) }
    var steps: [AnyFormStep<Draft>] { [AnyFormStep(PromotionStep(release: release, acts: acts))] }

    func isWorthKeeping(_ draft: Draft) -> Bool { false }
    func text(for draft: Draft) -> SafeText { SafeText(draft.status, limit: 60) }

    static func screen(_ release: FirmwareRelease, _ acts: DashboardActs) -> AnyScreen {
        let proposed = release.releaseStatus.onward?.rawValue ?? ""
        return AnyScreen(FormScreen(PromotionForm(release: release, acts: acts), draft: Draft(status: proposed)))
    }
}
