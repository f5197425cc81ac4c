import SlipwayCore
import SlipwayServices
import TerminalUI

/// All that an organization needs.
struct OrganizationStep: FormStep {
    enum Event: Sendable {
        case created(Organization)
        case refused(SafeText)
    }

    let context: DashboardContext
    let title: SafeText = "Organization"

    func fields(_ draft: OrganizationForm.Draft) -> [FormField<OrganizationForm.Draft>] {
        let environments = Organization.Environment.allCases.map { environment in
            ChoiceControl<OrganizationForm.Draft>.Choice(environment.rawValue)
        }
        return [
            FormField(
                "name", "Name", help: ["unique; it never changes"],
                control: TextControl(FormBinding(\.name), limit: 200, isRequired: true)
            ) { Self.fault(FieldRule.name, $0.name) },
            FormField(
                "displayName", "Is called", help: ["what people read; its name unless given"],
                control: TextControl(FormBinding(\.displayName), limit: 300, placeholder: "its name")
            ) { Self.fault(FieldRule.text, $0.displayName) },
            FormField(
                "environment", "Environment",
                help: ["in production, starting and halting ask twice, and another person approves each rollout"],
                control: ChoiceControl(FormBinding(\.environment), choices: environments, isRequired: true)),
            FormField(
                "limit", "Device limit", help: ["no more devices than this can be registered; it can be changed later"],
                control: NumberControl(FormBinding(\.limit), in: NewOrganization.deviceLimits, isRequired: true)),
        ]
    }

    func actions(_ draft: OrganizationForm.Draft) -> [FormAction] {
        [
            FormAction(
                "create", "Create it", key: "s", needsWholeForm: true, disabledReason: context.acts.refusalToAll)
        ]
    }

    mutating func perform(
        _ action: String, _ draft: inout OrganizationForm.Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        guard let environment = Organization.Environment(rawValue: draft.environment), let limit = Int(draft.limit)
        else { return [] }
        let acts = context.acts
        let new = NewOrganization(
            name: draft.name, displayName: draft.displayName.isEmpty ? nil : draft.displayName,
            environment: environment, deviceLimit: limit)
        return [
            .screen(
                .act {
                    do {
                        return .created(
                            try await acts.service(\.organizations).create(new, as: acts.principal))
                    } catch {
                        return .refused(RefusalText.of(error))
                    }
                })
        ]
    }

    mutating func update(
        _ event: Event, _ draft: inout OrganizationForm.Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .refused(let why): return [.screen(.flash(.error(why)))]
        case .created(let organization):
            draft = OrganizationForm.Draft()
            return [
                .finished, .screen(.pop), .screen(.flash(.info("created " + SafeText(organization.name, limit: 60)))),
            ]
        }
    }

    private static func fault(_ rule: FieldRule, _ text: String) -> FormFault? {
        guard !text.isEmpty else { return nil }
        return rule.faults(of: text, field: "").first.map { FormFault(SafeText($0.fault, limit: 200)) }
    }
}
