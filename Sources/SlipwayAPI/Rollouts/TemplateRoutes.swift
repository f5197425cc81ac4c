import SlipwayCore
import SlipwayServices

/// Plans of rollouts that are kept under a name.
struct TemplateRoutes: Sendable {
    let services: Services

    var all: [Route] {
        let read = Route.Access.scopes([.updatesRead, .updatesWrite])
        let write = Route.Access.scopes([.updatesWrite])
        return [
            Route(
                .get, "/updates/templates", read, contents: .list("templates", of: TemplateDocument.sample),
                "List the rollout templates of an organization and those for all, by their names.", handle: list),
            Route(
                .get, "/updates/templates/{id}", read, contents: .json(TemplateDocument.sample),
                "Show one rollout template.", handle: show),
            Route(
                .post, "/updates/templates", write, body: .json(RolloutBody.templateSchema),
                contents: .json(TemplateDocument.sample),
                "Save the plan of rollouts to come under a name, in place of the one of that name. Its parts are those of "
                    + "a rollout; without organization_id it is for all.",
                handle: save),
            Route(
                .delete, "/updates/templates/{id}", write, contents: .json(TemplateDocument.sample),
                "Delete a rollout template; rollouts that were made by it stay as they are.", handle: delete),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        let templates = try await services.templates.templates(as: call.principal)
        return try .json(
            ListAnswer(plural: "templates", records: templates.map { TemplateDocument($0) }, nextCursor: nil))
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        try .json(TemplateDocument(try await services.templates.template(try id(call), as: call.principal)))
    }

    @Sendable private func save(_ call: Call) async throws -> Answer {
        let request = try await RolloutBody.template(call) { organization in
            try await services.organizations.name(of: organization, as: call.principal)
        }
        return try .json(TemplateDocument(try await services.templates.save(request, as: call.principal)))
    }

    @Sendable private func delete(_ call: Call) async throws -> Answer {
        try .json(TemplateDocument(try await services.templates.delete(try id(call), as: call.principal)))
    }

    private func id(_ call: Call) throws(SlipwayError) -> RolloutTemplate.ID {
        try call.id { .templateNotFound($0) }
    }
}

/// A template as the API gives it, and the command line as JSON.
package struct TemplateDocument: Encodable {
    private let template: SavedTemplate

    package init(_ template: SavedTemplate) { self.template = template }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let record = template.record
        try container.encode(record.id, forKey: .id)
        try container.encode(record.organizationID, forKey: .organizationID)
        try container.encode(record.name, forKey: .name)
        try container.encode(template.plan, forKey: .plan)
        try container.encode(record.plan.maximumInFlight, forKey: .maximumInFlight)
        try container.encode(record.savedBy, forKey: .savedBy)
        try container.encode(record.createdAt, forKey: .createdAt)
        try container.encode(record.updatedAt, forKey: .updatedAt)
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, plan
        case organizationID = "organization_id"
        case maximumInFlight = "max_in_flight"
        case savedBy = "saved_by"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    static let sample = TemplateDocument(
        SavedTemplate(
            RolloutTemplate(
                id: .init(1), organizationID: .init(1), name: "careful",
                plan: StoredTemplatePlan(
                    text: """
                        {"filter":"hardware=C","leaves_out_current":true,"waves":[{"size":"100%"}],"verified_share":0.9,\
                        "soak_seconds":1800,"advances_itself":true}
                        """, maximumInFlight: 100), savedBy: "ada", createdAt: .sample, updatedAt: .sample)))
}
