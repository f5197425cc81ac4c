import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct GateRouteTests {
    @Test func `a batch that is created with a gate shows it, and is paused by it`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let created = try await world.create(gate: #"{"max_bad":1,"max_bad_share":0.5}"#, token: token)
            #expect(created.status == 201, "\(created.text)")
            let path = "/api/v2/updates/batches/\(try created.json.integer("id"))"
            let gate = try await world.send(.get, path, token: token).json.object("gate")
            #expect(try gate.integer("max_bad") == 1)
            #expect(gate["max_bad_share"] as? Double == 0.5)
            #expect(try gate.integer("minimum_judged") == 2)

            let fleet = world.fleet
            _ = try await fleet.processor.step()
            let batch = UpdateBatch.ID(Int64(try created.json.integer("id")))
            let session = try #require(try await fleet.rows(batch).first?.session?.sessionID)
            try await fleet.take(session, to: .acknowledged)
            _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(0))
            let paused = try await world.send(.get, path, token: token).json
            #expect(try paused.text("status") == "paused")
            #expect(try paused.text("paused_by") == "gate")
            #expect(try paused.text("pause_reason").hasPrefix("1 bad, 100% of 1 judged"))
            #expect(try paused.object("gate")["tripped_at"] as? String != nil)

            let refused = try await world.send(.post, path + "/resume", token: token, body: #"{"reason":"known"}"#)
            #expect(refused.status == 409)
            #expect(refused.code == "ROLLOUT_004")
            let silent = try await world.send(.post, path + "/resume", token: token, body: #"{"accept_bad":true}"#)
            #expect(silent.code == "REQUEST_001")
            let resumed = try await world.send(
                .post, path + "/resume", token: token, body: #"{"accept_bad":true,"reason":"known"}"#)
            #expect(resumed.status == 200)
            let running = try await world.send(.get, path, token: token).json
            #expect(try running.text("status") == "in_progress")
            #expect(try running.object("gate").integer("accepted_bad") == 1)
        }
    }

    @Test(arguments: [
        (#"{"max_bad":0,"max_bad_share":2}"#, ["gate.max_bad", "gate.max_bad_share"]),
        (#"{"max_bad":"3","max_bad_share":"2%"}"#, ["gate.max_bad", "gate.max_bad_share"]),
        (#"{}"#, ["gate.max_bad", "gate.max_bad_share"]), (#"{"max_bad":3,"max_bad_share":0.02,"x":1}"#, ["gate.x"]),
        ("7", ["gate"]), ("null", ["gate"]),
    ])
    func `every fault of a gate is named with its field, and nothing is created`(
        gate: String, fields: [String]
    ) async throws {
        try await withAPI { world in
            let answer = try await world.create(gate: gate, token: try await world.token(.updatesWrite))
            #expect(answer.status == 400)
            #expect(answer.code == "REQUEST_001")
            let named = try answer.json.objects("details").map { try $0.text("field") }
            #expect(named == fields, "\(answer.text)")
            #expect(try await !world.fleet.eventKinds().contains(.batchCreated))
        }
    }

    @Test func `the same key with another gate is another request`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let gate = #"{"max_bad":3,"max_bad_share":0.02}"#
            #expect(try await world.create(gate: gate, key: "r-1", token: token).status == 201)
            #expect(try await world.create(gate: gate, key: "r-1", token: token).status == 200)
            let other = try await world.create(gate: #"{"max_bad":4,"max_bad_share":0.02}"#, key: "r-1", token: token)
            #expect(other.code == "REQUEST_015")
        }
    }
}

extension APIWorld {
    fileprivate func create(gate: String, key: String? = nil, token: String) async throws -> SeenAnswer {
        let ids = fleet.devices.prefix(2).map { "\($0.id)" }.joined(separator: ",")
        let request = key.map { #","request_id":"\#($0)""# } ?? ""
        return try await send(
            .post, "/api/v2/updates/batches", token: token,
            body:
                #"{"name":"canary","firmware_id":\#(fleet.release.id),"device_ids":[\#(ids)],"gate":\#(gate)\#(request)}"#
        )
    }
}
