import SlipwayCore
import SlipwayServices
import TerminalUI

/// All that an organization needs.
struct OrganizationStep: FormStep {
    enum Event: Sendable {
        case done(SafeText)
        case refused(SafeText)
    }

    typealias Draft = OrganizationForm.Draft

    let context: DashboardContext
    /// The one that is changed; none where one is made.
    let organization: Organization?
    let title: SafeText = "Organization"

    func fields(_ draft: Draft) -> [FormField<Draft>] {
        let environments = Organization.Environment.allCases.map { ChoiceControl<Draft>.Choice($0.rawValue) }
        let isNew = organization == nil
        let name = FormField<Draft>(
            "name", "Name", help: ["unique; it never changes"],
            control: TextControl(FormBinding(\.name), limit: 200, isRequired: true)
        ) { Self.fault(FieldRule.name, $0.name) }
        return (isNew ? [name] : []) + [
            FormField(
                "displayName", "Is called", help: ["what people read" + (isNew ? "; its name unless given" : "")],
                control: TextControl(
                    FormBinding(\.displayName), limit: 300, isRequired: !isNew, placeholder: isNew ? "its name" : "")
            ) { Self.fault(FieldRule.text, $0.displayName) },
            FormField(
                "environment", "Environment",
                help: ["in production, starting and halting ask twice, and another person approves each rollout"],
                control: ChoiceControl(FormBinding(\.environment), choices: environments, isRequired: true)),
            FormField(
                "limit", "Device limit", help: ["no more devices than this can be registered; it can be changed later"],
                control: NumberControl(FormBinding(\.limit), in: NewOrganization.deviceLimits, isRequired: true)),
            FormField(
                "timeZone", "Time zone",
                help: [
                    "where the times of its rollouts count, such as Europe/Berlin; tab completes",
                    "a rollout may name another one",
                ],
                control: PathControl(FormBinding(\.timeZone), isRequired: true) { ZonedTime.names(beginning: $0) }
            ) { draft in
                draft.timeZone.isEmpty || ZonedTime.isKnown(draft.timeZone)
                    ? nil : FormFault(SafeText(ZonedTime.fault(of: draft.timeZone), limit: 200))
            },
            approval,
        ]
    }

    private var approval: FormField<Draft> {
        let usual = ChoiceControl<Draft>.Choice("", title: "as usual", note: "off in staging, rollouts in production")
        let rules = ApprovalRule.allCases.map { rule in
            ChoiceControl<Draft>.Choice(rule.rawValue, note: Self.note(rule))
        }
        return FormField(
            "approval", "Approval", help: ["what a second person approves before it goes out to its devices"],
            control: ChoiceControl(FormBinding(\.approval), choices: (organization == nil ? [usual] : []) + rules))
    }

    private static func note(_ rule: ApprovalRule) -> SafeText {
        switch rule {
        case .off: "no second person has to approve anything"
        case .rollouts: "each rollout in waves that may reach its devices"
        case .batches: "each batch that is created alone, too"
        }
    }

    func actions(_ draft: Draft) -> [FormAction] {
        guard organization == nil else {
            return [
                FormAction(
                    "change", "Change it", key: "s", needsWholeForm: true, disabledReason: context.acts.refusal)
            ]
        }
        return [
            FormAction(
                "create", "Create it", key: "s", needsWholeForm: true, disabledReason: context.acts.refusalToAll)
        ]
    }

    mutating func perform(
        _ action: String, _ draft: inout Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        guard let environment = Organization.Environment(rawValue: draft.environment), let limit = Int(draft.limit)
        else { return [] }
        let (acts, approval) = (context.acts, ApprovalRule(rawValue: draft.approval))
        if let organization {
            let change = Self.change(of: organization, to: draft, environment, limit: limit, approval)
            return [
                .screen(
                    .act {
                        await Self.outcome("changed ") {
                            try await acts.service(\.organizations)
                                .update(organization.name, change, as: acts.principal)
                        }
                    })
            ]
        }
        let new = NewOrganization(
            name: draft.name, displayName: draft.displayName.isEmpty ? nil : draft.displayName,
            environment: environment, deviceLimit: limit, timeZone: draft.timeZone, approval: approval)
        return [
            .screen(
                .act {
                    await Self.outcome("created ") {
                        try await acts.service(\.organizations).create(new, as: acts.principal)
                    }
                })
        ]
    }

    /// What differs alone: the rest may have become another meanwhile.
    private static func change(
        of organization: Organization, to draft: Draft, _ environment: Organization.Environment, limit: Int,
        _ approval: ApprovalRule?
    ) -> OrganizationChange {
        OrganizationChange(
            displayName: draft.displayName == organization.displayName ? nil : draft.displayName,
            environment: environment == organization.environment ? nil : environment,
            deviceLimit: limit == organization.deviceLimit ? nil : limit,
            timeZone: draft.timeZone == organization.timeZone ? nil : draft.timeZone,
            approval: approval == organization.approval ? nil : approval)
    }

    private static func outcome(
        _ verb: SafeText, _ work: () async throws -> Organization
    ) async -> Event {
        do {
            return .done(verb + SafeText(try await work().name, limit: 60))
        } catch {
            return .refused(RefusalText.of(error))
        }
    }

    mutating func update(
        _ event: Event, _ draft: inout Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .refused(let why): return [.screen(.flash(.error(why)))]
        case .done(let text):
            draft = Draft()
            return [.finished, .screen(.pop), .screen(.flash(.info(text)))]
        }
    }

    private static func fault(_ rule: FieldRule, _ text: String) -> FormFault? {
        guard !text.isEmpty else { return nil }
        return rule.faults(of: text, field: "").first.map { FormFault(SafeText($0.fault, limit: 200)) }
    }
}
