import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A token of one organization that has every scope.
@Suite struct ReachTests {
    @Test func `on every route it learns and changes nothing but its own`() async throws {
        var names: [String] = []
        try await withAPI { world in
            names = world.responder.table.routes.filter { $0.access != .open }.map(\.name)
        }
        #expect(names.count > 30)
        for name in names {
            for isTheirs in [false, true] {
                try await withAskedRoute(name) { asked in
                    let world = asked.world
                    let theirs = try await world.fleet.services.repository.write { transaction in
                        try transaction.insertRelease(version: "7.7.0", organization: world.fleet.acme.id)
                    }
                    var asked = asked
                    if isTheirs { asked.release = theirs.id }
                    let token = try await world.token(of: "beta")
                    let before = try await world.recordsOfOthers()
                    let answer = try await asked.answer(token)
                    // What only the body names and is not there is 400, and a version that is taken 409.
                    #expect([200, 201, 202, 400, 401, 403, 404].contains(answer.status), "\(name): \(answer.status)")
                    for secret in ["acme", "serial-", "7.7.0"] {
                        #expect(!answer.text.contains(secret), "\(name): \(answer.text)")
                    }
                    #expect(try await world.recordsOfOthers() == before, "\(name)")
                }
            }
        }
    }

    @Test func `it governs its own organization as far as that goes`() async throws {
        try await withAPI { world in
            let own = try await world.token(of: "acme")
            let path = "/api/v2/organizations/\(world.fleet.acme.id)"
            for body in [#"{"device_limit":9}"#, #"{"active":false}"#, #"{"environment":"staging"}"#] {
                let refused = try await world.send(.put, path, token: own, body: body)
                #expect(refused.status == 403 && refused.code == "AUTH_003")
                let message = try refused.json.text("error")
                #expect(message == "this needs the scope organizations:write for all organizations")
            }
            #expect(try await world.send(.put, path, token: own, body: #"{"display_name":"A"}"#).status == 200)
            let zone = try await world.send(.put, path, token: own, body: #"{"time_zone":"Europe/Berlin"}"#)
            #expect(try zone.json.text("time_zone") == "Europe/Berlin")
            for (token, rule, status) in [
                (own, "allowed", 403), (own, "refused", 200), (own, "inherited", 403),
                (try await world.token(.admin), "allowed", 200),
            ] {
                let answer = try await world.send(.put, path, token: token, body: #"{"bare_signatures":"\#(rule)"}"#)
                #expect(answer.status == status)
                if status == 200 { #expect(try answer.json.text("bare_signatures") == rule) }
            }

            let halt = #"{"organization_id":\#(world.fleet.acme.id),"reason":"smoke"}"#
            let all = try await world.token(.admin)
            #expect(try await world.send(.post, "/api/v2/updates/halt", token: own, body: halt).status == 200)
            #expect(try await world.send(.get, path, token: own).json.text("halt_reach") == "organization")
            #expect(try await world.send(.post, "/api/v2/updates/halt", token: all, body: halt).status == 200)
            #expect(try await world.send(.get, path, token: own).json.text("halt_reach") == "all")
            let release = #"{"organization_id":\#(world.fleet.acme.id)}"#
            #expect(try await world.send(.delete, "/api/v2/updates/halt", token: own, body: release).status == 403)
            #expect(try await world.send(.delete, "/api/v2/updates/halt", token: all, body: release).status == 200)
        }
    }

    @Test func `what it uploads is its organization's own`() async throws {
        try await withAPI { world in
            let (own, other) = (try await world.token(of: "acme"), try await world.token(of: "beta"))
            let uploaded = try await world.upload("9.0.0", token: own)
            #expect(uploaded.status == 201)
            #expect(try uploaded.json.integer("organization_id") == Int(world.fleet.acme.id.rawValue))
            let path = "/api/v2/firmware/releases/\(try uploaded.json.integer("id"))"

            #expect(try await world.send(.get, path, token: other).status == 404)
            let list = try await world.send(.get, "/api/v2/firmware/releases", token: other)
            #expect(try list.json.objects("releases").map { try $0.text("version") } == ["2.0.0"])
            let taken = try await world.upload("9.0.0", token: other)
            #expect(taken.status == 409 && taken.code == "FIRMWARE_007")
            #expect(try taken.json.text("error") == "firmware 9.0.0 exists already")
            for (token, status) in [(other, 404), (own, 200)] {
                let answer = try await world.send(
                    .post, path + "/promote", token: token, body: #"{"status":"testing"}"#)
                #expect(answer.status == status)
            }
        }
    }
}

extension APIWorld {
    /// Of an organization that is made where it is missing.
    fileprivate func token(of organization: String) async throws -> String {
        try await fleet.services.repository.write { transaction in
            guard try transaction.organization(named: organization) == nil else { return }
            try transaction.insertOrganization(name: organization)
        }
        let request = AccessTokenRequest(
            description: "own", scopes: Set(Scope.allCases), organization: organization)
        return try await fleet.services.authentication.create(request, as: fleet.ada).token
    }

    fileprivate func upload(_ version: String, token: String) async throws -> SeenAnswer {
        let form = FormExample(parts: [("version", version)], file: Array("bytes".utf8))
        return try await send(
            .post, "/api/v2/firmware/upload", token: token, bytes: form.bytes, headers: form.headers)
    }

    /// All that is not `beta`'s own, in words.
    fileprivate func recordsOfOthers() async throws -> String {
        try await fleet.services.repository.read { reader in
            let beta = try reader.organization(named: "beta")?.id
            let organizations = try reader.page(of: OrganizationQuery(), in: .all, at: .first, limit: 100).rows
            let tokens = try reader.page(of: AccessTokenQuery(), in: .all, at: .first, limit: 100).rows
            let releases = try reader.page(of: FirmwareQuery(), in: .all, at: .first, limit: 100).rows
            let batches = try reader.page(of: BatchQuery(), in: .all, at: .first, limit: 100).rows
            let sessions = try reader.page(of: SessionQuery(), in: .all, at: .first, limit: 100).rows
            return """
                \(organizations.filter { $0.id != beta }) \(tokens.filter { $0.organizationID != beta })
                \(releases.filter { $0.organizationID != beta }) \(try reader.everyDevice()) \(batches) \(sessions)
                \(try reader.systemHalt()) \(try reader.signingKeys()) \(try reader.storedSettings())
                """
        }
    }
}
