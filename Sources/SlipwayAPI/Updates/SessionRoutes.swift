import SlipwayCore
import SlipwayServices

/// Update sessions, and the halts that hold them.
struct SessionRoutes: Sendable {
    let services: Services

    var all: [Route] {
        let stop = Route.Access.scopes([.updatesStop, .updatesWrite])
        return [
            Route(
                .get, "/updates/sessions/{session}", .scopes([.updatesRead, .updatesWrite]),
                contents: .json(SessionDocument(.sample)), "Show one update session.", handle: show),
            Route(
                .post, "/updates/sessions/{session}/cancel", stop,
                body: .json(JSONSchema([.optional("reason")]), isRequired: false),
                contents: .json(UpdateSession.sample), "End an update session that has not flashed.", handle: cancel),
            Route(
                .post, "/updates/halt", stop,
                body: .json(JSONSchema([.optional("organization_id", .integer), .required("reason")])),
                contents: .json(HaltDocument.sample), "Let the updates of an organization, or of all, stand still.",
                handle: halt),
            Route(
                .delete, "/updates/halt", .scopes([.updatesWrite]),
                body: .json(JSONSchema([.optional("organization_id", .integer)]), isRequired: false),
                contents: .json(HaltDocument.sample), "End a halt.", handle: release),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        try .json(SessionDocument(try await services.updates.session(try call.session, as: call.principal)))
    }

    @Sendable private func cancel(_ call: Call) async throws -> Answer {
        var fields = FieldReader(call.json)
        let reason = fields.optionalText("reason") ?? ""
        try fields.requireSound()
        return try .json(
            try await services.updates.cancelSession(try call.session, reason: reason, as: call.principal))
    }

    @Sendable private func halt(_ call: Call) async throws -> Answer {
        var fields = FieldReader(call.json)
        let id = fields.optionalInteger("organization_id").map { Organization.ID($0) }
        let reason = fields.text("reason")
        try fields.requireSound()
        let changed = try await services.updates.halt(
            organization: try await name(id, call), reason: reason, as: call.principal)
        return try .json(HaltDocument(organizationID: id, halted: true, changed: changed))
    }

    @Sendable private func release(_ call: Call) async throws -> Answer {
        var fields = FieldReader(call.json)
        let id = fields.optionalInteger("organization_id").map { Organization.ID($0) }
        try fields.requireSound()
        let changed = try await services.updates.release(organization: try await name(id, call), as: call.principal)
        return try .json(HaltDocument(organizationID: id, halted: false, changed: changed))
    }

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
