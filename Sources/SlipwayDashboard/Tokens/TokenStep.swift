import SlipwayCore
import SlipwayServices
import TerminalUI

/// What a token opens, for how long, and where it goes.
struct TokenStep: FormStep {
    enum Event: Sendable {
        case organizationsRead([Organization])
        case created(description: String, path: String)
        case refused(SafeText)
    }

    let context: DashboardContext
    let title: SafeText = "Token"
    private var organizations: [Organization] = []

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: TokenForm.Draft) -> [FormField<TokenForm.Draft>] {
        let all = ChoiceControl<TokenForm.Draft>.Choice("", title: "all organizations")
        let choices = [all] + organizations.map { ChoiceControl<TokenForm.Draft>.Choice($0.name) }
        return [
            FormField(
                "description", "For", help: ["what it is for: the name under which its deeds are recorded"],
                control: TextControl(FormBinding(\.description), limit: 200, isRequired: true)
            ) { draft in
                guard !draft.description.isEmpty else { return nil }
                let faults = FieldRule.name.faults(of: draft.description, field: "")
                return faults.first.map { FormFault(SafeText($0.fault, limit: 200)) }
            },
            FormField(
                "organization", "Organization", help: ["the only one whose records it opens"],
                control: ChoiceControl(FormBinding(\.organization), choices: choices, placeholder: "all organizations")),
            FormField(
                "lifetime", "Ends in", help: ["as 12h, 30d or 4w; never unless given"],
                control: TextControl(FormBinding(\.lifetime), limit: 20, placeholder: "never")
            ) { draft in
                draft.lifetime.isEmpty || TokenLifetime(draft.lifetime) != nil
                    ? nil : FormFault("is not a time such as 12h, 30d or 4w")
            },
            FormField(
                "path", "Save it to", help: ["a new file, which only you can read"],
                control: PathControl(FormBinding(\.path), isRequired: true) { SheetFile.candidates(for: $0) }),
        ] + Scope.allCases.enumerated().map { index, scope in Self.field(scope, isFirst: index == 0) }
    }

    func actions(_ draft: TokenForm.Draft) -> [FormAction] {
        [FormAction("create", "Create it", key: "s", needsWholeForm: true, disabledReason: context.acts.refusal)]
    }

    mutating func appeared(_ draft: inout TokenForm.Draft, at now: ClockReading) -> [StepCommand<Event>] {
        let list = context.reads.organizationList
        return [
            .screen(
                .load(name: "organizations") {
                    do {
                        return .organizationsRead(try await list.page(OrganizationQuery(), .first, 1_000).rows)
                    } catch {
                        return .refused("the organizations could not be read")
                    }
                })
        ]
    }

    mutating func perform(
        _ action: String, _ draft: inout TokenForm.Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        let (acts, path) = (context.acts, draft.path)
        let request = AccessTokenRequest(
            description: draft.description, scopes: draft.scopes,
            organization: draft.organization.isEmpty ? nil : draft.organization,
            expiresIn: TokenLifetime(draft.lifetime)?.duration)
        return [
            .screen(
                .act {
                    do {
                        try await SecretFile.save(to: path) {
                            try await acts.service(\.authentication).create(request, as: acts.principal).token
                        }
                        return .created(description: request.description, path: path)
                    } catch {
                        return .refused(RefusalText.of(error))
                    }
                })
        ]
    }

    mutating func update(
        _ event: Event, _ draft: inout TokenForm.Draft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .organizationsRead(let organizations):
            self.organizations = organizations
            return []
        case .refused(let why): return [.screen(.flash(.error(why)))]
        case .created(let description, let path):
            draft = TokenForm.Draft()
            let text: SafeText = "the token " + SafeText(description, limit: 60) + " is in "
            return [.finished, .screen(.pop), .screen(.flash(.info(text + SafeText(path, limit: 200))))]
        }
    }

    private static func field(_ scope: Scope, isFirst: Bool) -> FormField<TokenForm.Draft> {
        let isChecked = FormBinding<TokenForm.Draft, Bool>(
            value: { $0.scopes.contains(scope) },
            set: { isChecked, draft in
                if isChecked { draft.scopes.insert(scope) } else { draft.scopes.remove(scope) }
            })
        return FormField(
            scope.rawValue, isFirst ? "It may" : " ", help: ["what it may do; admin implies all of them"],
            control: CheckBoxControl(isChecked, SafeText(scope.rawValue))
        ) { isFirst && $0.scopes.isEmpty ? FormFault("needs one at least", isMissing: true) : nil }
    }
}
