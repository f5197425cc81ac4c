import HTTPTypes
import SlipwayCore
import SlipwayServices

/// Update sessions, and the halts that hold them.
struct SessionRoutes: Sendable {
    let services: Services

    private static let reach: [JSONSchema.Field] = [
        .optional("organization_id", .integer(), takesNull: false),
        .optional("everything", .affirmation, takesNull: false),
    ]
    private static let haltSchema = JSONSchema(
        reach + [.required("reason", .text(.reason))],
        alternatives: JSONSchema.Alternatives(names: reach.map(\.name), isRequired: false))
    private static let releaseSchema = JSONSchema(
        reach, alternatives: JSONSchema.Alternatives(names: reach.map(\.name), isRequired: true))

    var all: [Route] {
        let stop = Route.Access.scopes([.updatesStop, .updatesWrite])
        return [
            Route(
                .get, "/updates/sessions/{session}", .scopes([.updatesRead, .updatesWrite]),
                contents: .json(SessionDocument(.sample)), "Show one update session.", handle: show),
            Route(
                .post, "/updates/sessions/{session}/cancel", stop,
                body: .json(JSONSchema([.optional("reason", .text(.text))]), isRequired: false),
                contents: .json(UpdateSession.sample), "End an update session that has not flashed.", handle: cancel),
            Route(
                .post, "/updates/halt", stop, body: .json(Self.haltSchema), contents: .json(HaltDocument.sample),
                "Let the updates of an organization, or with everything of all, stand still. Without either it is "
                    + "everything too, which is deprecated: the answer has a Deprecation header then (RFC 9745).",
                handle: halt),
            Route(
                .delete, "/updates/halt", .scopes([.updatesWrite]), body: .json(Self.releaseSchema),
                contents: .json(HaltDocument.sample),
                "End the halt of an organization, or the halt of everything; one of them must be named. A halt that was set "
                    + "for all organizations is not ended by a token of one.",
                handle: release),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        try .json(SessionDocument(try await services.updates.session(try call.session, as: call.principal)))
    }

    @Sendable private func cancel(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.optionalText("reason") ?? ""
        try fields.requireSound()
        return try .json(
            try await services.updates.cancelSession(try call.session, reason: reason, as: call.principal))
    }

    @Sendable private func halt(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let id = fields.optionalInteger("organization_id").map { Organization.ID($0) }
        let isEverything = fields.affirmation("everything")
        let reason = fields.text("reason")
        try fields.requireSound()
        let changed = try await services.updates.halt(
            organization: try await name(id, call), reason: reason, as: call.principal)
        var answer = try Answer.json(HaltDocument(organizationID: id, halted: true, changed: changed))
        if id == nil, !isEverything { answer.headers[.deprecation] = Self.deprecatedSince }
        return answer
    }

    @Sendable private func release(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let id = fields.optionalInteger("organization_id").map { Organization.ID($0) }
        _ = fields.affirmation("everything")
        try fields.requireSound()
        let changed = try await services.updates.release(organization: try await name(id, call), as: call.principal)
        return try .json(HaltDocument(organizationID: id, halted: false, changed: changed))
    }

    /// 2026-11-29, as RFC 9745 writes it.
    private static let deprecatedSince = "@1795910400"

    private func name(_ id: Organization.ID?, _ call: Call) async throws -> String? {
        guard let id else { return nil }
        return try await services.organizations.name(of: id, as: call.principal)
    }
}

/// Whether updates stand still now, and whether that is new.
private struct HaltDocument: Encodable {
    let organizationID: Organization.ID?
    let halted: Bool
    let changed: Bool

    static let sample = HaltDocument(organizationID: .init(1), halted: true, changed: true)
}

extension HTTPField.Name {
    fileprivate static let deprecation = HTTPField.Name("Deprecation") ?? .server
}
