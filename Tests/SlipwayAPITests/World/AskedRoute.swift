import HTTPTypes
import SQLiteRepository
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// One route of a world in which all that its path names exists.
struct AskedRoute: Sendable {
    let world: APIWorld
    let route: Route
    let batch: UpdateBatch.ID
    let sessions: [SessionID]
    /// One with a plan, whose first wave is open.
    let rollout: Rollout.ID
    /// What the path or the body names.
    var release: FirmwareRelease.ID

    /// As the table of routes lists them.
    func statuses() async throws -> [Int?] {
        var seen: [Int?] = [try await ask(nil)]
        guard route.access != .open else { return seen + [nil, nil, nil, try await ask(nil)] }
        seen.append(try await ask(try await wrongToken()))
        seen.append(try await askAsOther())
        let right = try await rightToken()
        if case .json = route.body {
            seen.append(try await ask(right, body: "{\"a\":"))
        } else {
            seen.append(nil)
        }
        seen.append(try await ask(right))
        return seen
    }

    /// What it answers to the right words.
    func answer(_ token: String?, session: Int = 0, body: String? = nil) async throws -> SeenAnswer {
        if route.path.description.hasSuffix("/upload") { return try await upload(token) }
        return try await world.send(
            route.method, route.path.filled(values(session: session)), token: token, body: body ?? self.body)
    }

    /// What it answers where all is right but for what is added.
    ///
    /// - Parameters:
    ///   - query: behind the question mark.
    ///   - member: of the body, or of the first entry of a list; none adds none.
    ///   - method: instead of its own.
    func answer(
        _ token: String?, query: String, member: String? = nil, method: HTTPRequest.Method? = nil
    ) async throws -> SeenAnswer {
        let path = route.path.filled(values(session: 0)) + (query.isEmpty ? "" : "?" + query)
        if case .multipart = route.body {
            let form = FormExample(
                parts: [("version", "9.0.0")] + (member.map { [($0, "1")] } ?? []), file: Array("bytes".utf8))
            return try await world.send(route.method, path, token: token, bytes: form.bytes, headers: form.headers)
        }
        let start = body?.firstIndex(of: "{").map { body?.index(after: $0) ?? $0 }
        var text = body
        if let member, let body, let start {
            let isEmpty = body[start...].hasPrefix("}")
            text = body[..<start] + "\"\(member)\":1" + (isEmpty ? "" : ",") + body[start...]
        } else if let member {
            text = "{\"\(member)\":1}"
        }
        return try await world.send(method ?? route.method, path, token: token, body: text)
    }

    private func ask(_ token: String?, session: Int = 0, body: String? = nil) async throws -> Int {
        try await answer(token, session: session, body: body).status
    }

    private func upload(_ token: String?) async throws -> SeenAnswer {
        let form = FormExample(fields: ["version": "9.0.0"], file: Array("bytes".utf8))
        return try await world.send(
            route.method, route.path.description, token: token, bytes: form.bytes, headers: form.headers)
    }

    private func wrongToken() async throws -> String {
        switch route.access {
        case .open, .device, .deviceInHandler: return try await world.deviceToken(1)
        case .scopes(let scopes):
            let other = Scope.allCases.first { !scopes.contains($0) && $0 != .admin }
            return try await world.token(try #require(other))
        }
    }

    /// One that may use it.
    func rightToken() async throws -> String {
        switch route.access {
        case .open, .device, .deviceInHandler: return try await world.deviceToken(0)
        case .scopes(let scopes): return try await world.token(scopes[0])
        }
    }

    private func askAsOther() async throws -> Int? {
        switch route.access {
        case .open: return nil
        case .device, .deviceInHandler:
            guard route.path.parameterNames.contains("session") else { return nil }
            return try await ask(try await world.deviceToken(0), session: 1)
        case .scopes: return try await ask(try await world.token(.admin, organization: "beta"))
        }
    }

    private func values(session: Int) -> [String: String] {
        let path = route.path.description
        let id: String =
            path.contains("/organizations/")
            ? world.fleet.acme.id.description
            : path.contains("/devices/")
                ? world.fleet.devices[path.hasSuffix("/update") ? 2 : 0].id.description
                : path.contains("/releases/")
                    ? release.description
                    : path.contains("/batches/")
                        ? batch.description : path.contains("/rollouts/") ? rollout.description : "1"
        return ["id": id, "uid": "dev-001", "session": sessions[session].description]
    }

    private var body: String? {
        let fleet = world.fleet
        switch route.name {
        case "POST /api/v2/organizations": return #"{"name":"gamma"}"#
        case "PUT /api/v2/organizations/{id}": return #"{"device_limit":7}"#
        case "POST /api/v2/devices": return #"{"device_uid":"new","organization_id":\#(fleet.acme.id)}"#
        case "POST /api/v2/devices/batch": return #"[{"device_uid":"new","organization_id":\#(fleet.acme.id)}]"#
        case "PATCH /api/v2/devices/{id}/status": return #"{"active":false}"#
        case "POST /api/v2/devices/{id}/update": return #"{"firmware_id":\#(release)}"#
        case "POST /api/v2/telemetry/batch": return #"{"messages":[{"device_uid":"dev-001","ev":"boot"}]}"#
        case "POST /api/v2/firmware/releases/{id}/promote": return #"{"status":"deprecated"}"#
        case "POST /api/v2/updates/batches", "POST /api/v2/updates/batches/plan":
            return #"{"name":"n","firmware_id":\#(release),"device_ids":[\#(fleet.devices[2].id)]}"#
        case "POST /api/v2/updates/rollouts", "POST /api/v2/updates/rollouts/plan":
            return #"{"name":"n","firmware_id":\#(release),"device_ids":[\#(fleet.devices[2].id)]}"#
        case "POST /api/v2/updates/templates": return #"{"name":"n","organization_id":\#(fleet.acme.id)}"#
        case "POST /api/v2/updates/rollouts/{id}/advance": return #"{"wave":1,"reason":"urgent"}"#
        case "POST /api/v2/updates/rollouts/{id}/retry": return #"{"cause":"failed","reason_key":"no space"}"#
        case "POST /api/v2/updates/rollouts/{id}/exclude": return #"{"filter":"uid=dev-003","reason":"bad"}"#
        case "POST /api/v2/updates/rollouts/{id}/exclude/plan": return #"{"filter":"uid=dev-003"}"#
        case "PATCH /api/v2/updates/rollouts/{id}": return #"{"name":"summer","max_in_flight":7}"#
        case "POST /api/v2/updates/rollouts/{id}/approve": return #"{"revision":1}"#
        case "POST /api/v2/updates/rollouts/{id}/rollback", "POST /api/v2/updates/rollouts/{id}/pause",
            "POST /api/v2/updates/rollouts/{id}/cancel", "POST /api/v2/updates/rollouts/{id}/deny",
            "POST /api/v2/updates/batches/{id}/pause", "POST /api/v2/updates/batches/{id}/cancel",
            "POST /api/v2/updates/halt":
            return #"{"reason":"smoke"}"#
        case "DELETE /api/v2/updates/halt": return #"{"everything":true}"#
        case "POST /api/v2/admin/tokens": return #"{"description":"ci","scopes":["devices:read"]}"#
        case "POST /api/v2/device/{uid}/updates/{session}/progress":
            return #"{"progress_percent":5,"bytes_transferred":50}"#
        case "POST /api/v2/device/{uid}/updates/{session}/complete":
            return #"{"checksum":"\#(fleet.release.checksum)"}"#
        case "POST /api/v2/device/{uid}/updates/{session}/failed": return #"{"code":"E7","reason":"no space"}"#
        case "POST /api/v2/device/{uid}/telemetry": return #"{"ev":"boot","n":1}"#
        default: return nil
        }
    }
}

/// A world with a batch of two of three devices under way, another organization, and an access token with the id 1.
func withAskedRoute(_ name: String, _ body: (AskedRoute) async throws -> Void) async throws {
    try await withAPI { try await body(try await AskedRoute.prepare(name, in: $0)) }
}

/// The same over a file, of which a test may do what it likes.
func withAskedRouteOverFile(
    _ name: String, patience: Duration, _ body: (AskedRoute, _ path: String) async throws -> Void
) async throws {
    try await withAPIOverFile(patience: patience) { world, path in
        try await body(try await AskedRoute.prepare(name, in: world), path)
    }
}

extension AskedRoute {
    fileprivate static func prepare(_ name: String, in world: APIWorld) async throws -> AskedRoute {
        let fleet = world.fleet
        _ = try await fleet.services.repository.write { try $0.insertOrganization(name: "beta") }
        let (batch, sessions) = try await fleet.startBatch(of: 2)
        let route = try #require(world.responder.table.routes.first { $0.name == name })
        if ["progress", "flashed", "complete"].contains(where: { name.hasSuffix("/" + $0) }) {
            try await fleet.take(sessions[0], to: .downloading)
        }
        let ofDrafts = ["PATCH /api/v2/updates/rollouts/{id}", "/submit", "/approve", "/deny"]
        let isDraft = name.contains("/rollouts/{id}") && ofDrafts.contains { name.hasSuffix($0) }
        if isDraft { try await fleet.askForApproval() }
        var rollout = Rollout.ID(404)
        if ["/rollouts/{id}/rollback", "/rollouts/{id}/retry"].contains(where: { name.contains($0) }) {
            rollout = try await endedRollout(of: batch, sessions, in: fleet)
        } else if name.contains("/rollouts/{id}") {
            // Of another person than makes the tokens.
            rollout = try await fleet.createPlan(
                waves: [1], isDynamic: name.hasSuffix("/finish"), submits: isDraft ? true : nil, as: .operator("grace"))
        }
        while try await fleet.conductor.step() {}
        if name.contains("/templates/{id}") {
            let plan = RolloutPlan(filter: nil)
            _ = try await fleet.services.templates.save(
                TemplateRequest(name: "t", organization: "acme", plan: plan, maximumInFlight: nil), as: fleet.ada)
        }
        _ = try await world.token(.devicesRead)
        return AskedRoute(
            world: world, route: route, batch: batch, sessions: sessions, rollout: rollout, release: fleet.release.id)
    }

    /// One device of it took the release, and can go back; the other one had no space.
    private static func endedRollout(
        of batch: UpdateBatch.ID, _ sessions: [SessionID], in fleet: StockedFleet
    ) async throws -> Rollout.ID {
        try await fleet.take(sessions[0], to: .completed)
        _ = try await fleet.updates.acknowledge(sessions[1], as: fleet.device(1))
        _ = try await fleet.updates.fail(sessions[1], reason: "no space", as: fleet.device(1))
        _ = try await fleet.services.repository.write { transaction in
            try transaction.insertRelease(
                version: "1.0.0", digests: FirmwareDigests(sha256: fleet.release.checksum, sha1: "00", md5: "00"),
                sizeBytes: fleet.release.sizeBytes)
        }
        return try await fleet.batch(batch).rolloutID
    }
}
