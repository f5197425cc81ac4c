import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct ApprovalRouteTests {
    private static let path = "/api/v2/updates/rollouts"

    @Test func `a draft is created, changed, submitted and approved by two persons`() async throws {
        try await withApproval { world, writer, approver in
            let body =
                #"{"name":"spring","filter":"organization=acme","submit":true,"firmware_id":\#(world.fleet.release.id)}"#
            let created = try await world.send(.post, Self.path, token: writer, body: body)
            #expect(created.status == 201, "\(created.text)")
            let path = "\(Self.path)/\(try created.json.integer("id"))"
            #expect(try created.json.text("status") == "draft")
            #expect(try created.json.text("submitted_by") == "1 (ci)")
            #expect(try created.json.integer("submitted_count") == world.fleet.devices.count)
            #expect(try created.json.integer("revision") == 1)

            let edited = try await world.send(
                .patch, path, token: writer, body: #"{"max_in_flight":7,"soak_seconds":7200,"revision":1}"#)
            #expect(edited.status == 200, "\(edited.text)")
            #expect(try edited.json.integer("revision") == 2)
            #expect(edited.text.contains(#""submitted_by":null"#))
            let early = try await world.send(.post, path + "/approve", token: approver)
            #expect(early.status == 409 && early.code == "ROLLOUT_002")

            #expect(try await world.send(.post, path + "/submit", token: writer).status == 200)
            let shown = try await world.send(.get, path, token: writer).json
            #expect(try shown.objects("changes").map { try $0.text("field") } == ["soak_seconds", "max_in_flight"])
            let own = try await world.send(.post, path + "/approve", token: writer)
            #expect(own.status == 403)
            let stale = try await world.send(.post, path + "/approve", token: approver, body: #"{"revision":1}"#)
            #expect(stale.status == 409 && stale.code == "ROLLOUT_002")
            #expect(stale.text.contains("is revision 2 now"))

            let approved = try await world.send(.post, path + "/approve", token: approver, body: #"{"revision":2}"#)
            #expect(approved.status == 200, "\(approved.text)")
            #expect(try approved.json.text("status") == "scheduled")
            #expect(try approved.json.text("approved_by") == "2 (board)")
            #expect(try approved.json.integer("approved_count") == world.fleet.devices.count)
            try await world.fleet.conduct()
            #expect(try await world.send(.get, path, token: writer).json.text("status") == "in_progress")
        }
    }

    @Test func `one's own plan is approved under no other token of the same name`() async throws {
        try await withApproval { world, writer, _ in
            let id = try await world.draft(by: writer)
            let twin = try await world.token(named: "ci", .updatesApprove, by: .operator("root"))
            let answer = try await world.send(.post, "\(Self.path)/\(id)/approve", token: twin)
            #expect(answer.status == 409 && answer.code == "ROLLOUT_003")
            #expect(answer.text.contains("has the same description"))
        }
    }

    @Test func `a draft is denied with a reason`() async throws {
        try await withApproval { world, writer, approver in
            let path = "\(Self.path)/\(try await world.draft(by: writer))/deny"
            let missing = try await world.send(.post, path, token: approver, body: "{}")
            #expect(missing.status == 400)
            let denied = try await world.send(.post, path, token: approver, body: #"{"reason":"not now"}"#)
            #expect(try denied.json.text("status") == "cancelled", "\(denied.text)")
            let again = try await world.send(.post, path, token: approver, body: #"{"reason":"not now"}"#)
            #expect(again.status == 409 && again.code == "ROLLOUT_002")
        }
    }

    @Test(arguments: [
        (#"{"name":"","max_in_flight":0}"#, ["max_in_flight", "name"]), (#"{"device_ids":[1]}"#, ["device_ids"]),
        (#"{"firmware_id":1}"#, ["firmware_id"]), (#"{"filter":"colour=red"}"#, ["filter"]),
        (#"{"filter":""}"#, ["filter"]), (#"{"filter":null}"#, ["filter"]), (#"{"revision":0}"#, ["revision"]),
        (#"{"filter":"hardware=a","organization":"acme"}"#, ["organization"]),
        (#"{"waves":[{"size":"many"}],"soak_seconds":"long"}"#, ["soak_seconds", "waves.1.size"]),
        (#"{"schedule":{}}"#, ["schedule"]), (#"{"submit":true}"#, ["submit"]),
    ])
    func `every fault of a change is named with its field, and nothing is changed`(
        body: String, fields: [String]
    ) async throws {
        try await withApproval { world, writer, _ in
            let id = try await world.draft(by: writer)
            let answer = try await world.send(.patch, "\(Self.path)/\(id)", token: writer, body: body)
            #expect(answer.status == 400, "\(answer.text)")
            let found = try answer.json.objects("details").map { try $0.text("field") }
            #expect(Set(found) == Set(fields), "\(answer.text)")
            #expect(try await world.fleet.rollout(id).awaitsApproval)
        }
    }

    @Test func `a batch that is created alone waits where its organization has batches approved`() async throws {
        try await withApproval { world, writer, approver in
            try await world.fleet.askForApproval(by: .batches)
            let devices = world.fleet.devices.map(\.id.description).joined(separator: ",")
            let body =
                #"{"name":"spring","firmware_id":\#(world.fleet.release.id),"device_ids":[\#(devices)],"submit":true}"#
            let created = try await world.send(.post, "/api/v2/updates/batches", token: writer, body: body)
            #expect(created.status == 201, "\(created.text)")
            #expect(try created.json.text("rollout_status") == "draft")
            let path = "\(Self.path)/\(try created.json.integer("rollout_id"))"
            let own = try await world.send(.post, path + "/approve", token: writer)
            #expect(own.status == 403)
            let approved = try await world.send(.post, path + "/approve", token: approver, body: #"{"revision":1}"#)
            #expect(approved.status == 200, "\(approved.text)")
            #expect(try approved.json.text("status") == "scheduled")
            let shown = try await world.send(
                .get, "/api/v2/updates/batches/\(try created.json.integer("id"))", token: writer)
            #expect(try shown.json.text("rollout_status") == "scheduled")
        }
    }

    @Test func `an organization says whether its rollouts are approved, and its batches`() async throws {
        try await withAPI { world in
            let token = try await world.token(.organizationsWrite)
            func create(_ body: String) async throws -> SeenAnswer {
                try await world.send(.post, "/api/v2/organizations", token: token, body: body)
            }
            #expect(try await create(#"{"name":"a"}"#).json.text("approval") == "rollouts")
            #expect(try await create(#"{"name":"b","environment":"staging"}"#).json.text("approval") == "off")
            let path = "/api/v2/organizations/\(world.fleet.acme.id)"
            let changed = try await world.send(.put, path, token: token, body: #"{"approval":"rollouts"}"#)
            #expect(try changed.json.text("approval") == "rollouts")
            let all = try await world.send(.put, path, token: token, body: #"{"approval":"batches"}"#)
            #expect(try all.json.text("approval") == "batches")
            let refused = try await world.send(.put, path, token: token, body: #"{"approval":"all"}"#)
            #expect(refused.status == 400)
        }
    }

    @Test func `a token says who made it`() async throws {
        try await withAPI { world in
            let token = try await world.token(.admin)
            let created = try await world.send(
                .post, "/api/v2/admin/tokens", token: token,
                body: #"{"description":"board","scopes":["updates:approve"]}"#)
            #expect(try created.json.text("created_by") == "1 (test)", "\(created.text)")
        }
    }

    /// - Parameter body: gets the tokens of two that share nothing.
    private func withApproval(_ body: (APIWorld, _ writer: String, _ approver: String) async throws -> Void)
        async throws
    {
        try await withAPI { world in
            try await world.fleet.askForApproval()
            let writer = try await world.token(named: "ci", .updatesWrite, by: .operator("root"))
            let approver = try await world.token(named: "board", .updatesApprove, by: .operator("root"))
            try await body(world, writer, approver)
        }
    }
}

extension APIWorld {
    fileprivate func token(named name: String, _ scope: Scope, by maker: Principal) async throws -> String {
        let request = AccessTokenRequest(description: name, scopes: [scope])
        return try await fleet.services.authentication.create(request, as: maker).token
    }

    /// One that was submitted.
    fileprivate func draft(by token: String) async throws -> Rollout.ID {
        let author = try await fleet.services.authentication.authenticate(token)
        return try await fleet.createPlan(waves: [1], submits: true, as: author)
    }
}
