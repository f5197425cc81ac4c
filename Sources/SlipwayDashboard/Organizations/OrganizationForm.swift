import SlipwayCore
import SlipwayServices
import TerminalUI

/// Creates an organization, or changes one.
struct OrganizationForm: FormSource {
    struct Draft: Equatable, Sendable {
        var name = ""
        var displayName = ""
        var environment = Organization.Environment.staging.rawValue
        /// As it was typed.
        var limit = "\(NewOrganization.defaultDeviceLimit)"
        /// Of the IANA database.
        var timeZone = NewOrganization.defaultTimeZone
        /// Empty for that of the environment.
        var approval = ""

        init() {}

        init(of organization: Organization) {
            name = organization.name
            displayName = organization.displayName
            environment = organization.environment.rawValue
            limit = "\(organization.deviceLimit)"
            timeZone = organization.timeZone
            approval = organization.approval.rawValue
        }
    }

    let context: DashboardContext
    /// The one that is changed; none where one is made.
    var organization: Organization?

    var title: SafeText {
        organization.map { "change " + SafeText($0.name, limit: 60) } ?? "new organization"
    }

    var steps: [AnyFormStep<Draft>] {
        [AnyFormStep(OrganizationStep(context: context, organization: organization))]
    }

    /// What is changed of one that is there is not kept: it may be another by then.
    var drafts: FormDrafts<Draft>? {
        organization == nil ? context.drafts?.drafts(named: "organization") : nil
    }

    var pulse: FormPulse? { FormPulse(context) }

    func isWorthKeeping(_ draft: Draft) -> Bool {
        if let organization { return draft != Draft(of: organization) }
        return !draft.name.isEmpty || !draft.displayName.isEmpty
    }

    func text(for draft: Draft) -> SafeText { SafeText(draft.name, limit: 60) }

    static func screen(_ context: DashboardContext) -> AnyScreen {
        AnyScreen(FormScreen(OrganizationForm(context: context), draft: Draft()))
    }

    static func screen(_ context: DashboardContext, changing organization: Organization) -> AnyScreen {
        AnyScreen(
            FormScreen(
                OrganizationForm(context: context, organization: organization), draft: Draft(of: organization)))
    }
}

extension OrganizationForm.Draft: Codable {
    /// A draft of an earlier version has neither a time zone nor an approval.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        displayName = try container.decode(String.self, forKey: .displayName)
        environment = try container.decode(String.self, forKey: .environment)
        limit = try container.decode(String.self, forKey: .limit)
        timeZone =
            try container.decodeIfPresent(String.self, forKey: .timeZone) ?? NewOrganization.defaultTimeZone
        approval = try container.decodeIfPresent(String.self, forKey: .approval) ?? ""
    }
}
