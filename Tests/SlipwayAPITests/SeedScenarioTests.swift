import HTTPTypes
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What the service has promised from its beginning, call by call.
@Suite struct SeedScenarioTests {
    @Test func `a registration answers 201, 207 or 400, by what became of its devices`() async throws {
        try await withAPI { world in
            let token = try await world.token(.devicesWrite)
            let acme = world.fleet.acme.id
            func register(_ body: String) async throws -> SeenAnswer {
                try await world.send(.post, "/api/v2/devices/batch", token: token, body: body)
            }
            let all = try await register(
                #"[{"device_uid":"device-001","organization_id":\#(acme),"serial_number":"SN001"}]"#)
            #expect(all.status == 201)
            let device = try all.json.objects("successful")[0].object("device")
            #expect(try device.text("device_uid") == "device-001")
            #expect(try all.json.objects("successful")[0].text("device_token").utf8.count == 43)
            let some = try await register(
                #"[{"device_uid":"device-002","organization_id":\#(acme)},{"device_uid":"x","organization_id":999}]"#)
            #expect(some.status == 207)
            let failed = try some.json.objects("failed")[0]
            #expect(try failed.text("error") == "organization not found")
            #expect(try failed.text("code") == "ORG_001")
            #expect(try failed.object("device").integer("organization_id") == 999)
            let none = try await register(#"[{"device_uid":"device-001","organization_id":\#(acme)}]"#)
            #expect(none.status == 400)
            #expect(try none.json.objects("failed")[0].text("code") == "DEVICE_002")
        }
    }

    @Test func `an update goes from initiated to completed, and flashing changes the device`() async throws {
        try await withAPI { world in
            let fleet = world.fleet
            let write = try await world.token(.devicesWrite)
            let device = try await world.deviceToken()
            let initiated = try await world.send(
                .post, "/api/v2/devices/\(fleet.devices[0].id)/update", token: write,
                body: #"{"firmware_id":\#(fleet.release.id)}"#)
            #expect(initiated.status == 202)
            let session = try initiated.json.text("session_id")
            let path = "/api/v2/device/dev-001/updates/\(session)"
            let offered = try await world.send(
                .get, "/api/v2/device/dev-001/updates/check?version=1.0.0", token: device)
            #expect(try offered.json["update_available"] as? Bool == true)
            let named = try offered.json.object("update_session")
            #expect(try named.text("session_id") == session)
            #expect(try named.object("firmware").text("checksum") == fleet.release.checksum)
            #expect(try await world.send(.post, path + "/ack", token: device).status == 200)
            let bytes = try await world.send(.get, path + "/download", token: device)
            #expect(bytes.text == StockedFleet.firmwareText)
            #expect(try await fleet.device(at: 0).firmwareVersion == "1.0.0")
            #expect(try await world.send(.post, path + "/flashed", token: device).status == 200)
            #expect(try await fleet.device(at: 0).firmwareVersion == "2.0.0")
            let finishing = try await world.send(.get, "/api/v2/device/dev-001/updates/check", token: device)
            #expect(try finishing.json["update_available"] as? Bool == false)
            #expect(try finishing.json.object("update_session").text("session_id") == session)
            let completed = try await world.send(
                .post, path + "/complete", token: device, body: #"{"checksum":"\#(fleet.release.checksum)"}"#)
            #expect(completed.status == 200)
            #expect(try completed.json.text("update_status") == "completed")
        }
    }

    @Test func `devices that know neither ack nor flashed go on as before`() async throws {
        try await withAPI { world in
            let session = try await world.fleet.startBatch().sessions[0]
            let device = try await world.deviceToken()
            let path = "/api/v2/device/dev-001/updates/\(session)"
            #expect(try await world.send(.get, path + "/download?offset=0&size=400", token: device).bytes.count == 400)
            #expect(try await world.send(.get, path + "/download?offset=400", token: device).bytes.count == 600)
            let progress = #"{"progress_percent":100,"bytes_transferred":1000}"#
            #expect(try await world.send(.post, path + "/progress", token: device, body: progress).status == 200)
            let checksum = #"{"checksum":"\#(world.fleet.release.checksum)"}"#
            #expect(try await world.send(.post, path + "/complete", token: device, body: checksum).status == 200)
            #expect(try await world.fleet.device(at: 0).firmwareVersion == "2.0.0")
        }
    }

    @Test func `a batch is created, listed, and shown with its devices`() async throws {
        try await withAPI { world in
            let fleet = world.fleet
            let token = try await world.token(.updatesWrite)
            let ids = fleet.devices.map(\.id.description).joined(separator: ",")
            let body = #"{"name":"Test Batch","firmware_id":\#(fleet.release.id),"device_ids":[\#(ids),404]}"#
            let created = try await world.send(.post, "/api/v2/updates/batches", token: token, body: body)
            #expect(created.status == 201)
            #expect(try created.json.objects("skipped").map { try $0.text("reason_code") } == ["device_unknown"])
            let id = try created.json.integer("id")
            _ = try await fleet.processor.step()
            let list = try await world.send(.get, "/api/v2/updates/batches", token: token)
            #expect(try list.json.objects("batches").map { try $0.integer("id") } == [id])
            #expect(try list.json.integer("count") == 1)
            let shown = try await world.send(.get, "/api/v2/updates/batches/\(id)", token: token)
            let devices = try shown.json.objects("devices")
            #expect(try devices.map { try $0.text("device_uid") } == ["dev-001", "dev-002", "dev-003"])
            #expect(try devices.map { try $0.text("status") } == ["initiated", "initiated", "initiated"])
            #expect(try shown.json.object("firmware").text("version") == "2.0.0")
        }
    }

    @Test func `a batch is created only where it still is the plan that was expected`() async throws {
        try await withAPI { world in
            let fleet = world.fleet
            let token = try await world.token(.updatesWrite)
            let path = "/api/v2/updates/batches"
            let ids = fleet.devices.map(\.id.description).joined(separator: ",")
            let members = #""name":"n","firmware_id":\#(fleet.release.id),"device_ids":[\#(ids)]"#
            let planned = try await world.send(.post, path + "/plan", token: token, body: "{\(members)}")
            #expect(planned.status == 200)
            #expect(try planned.json.integer("will_update") == 3)
            let seen = try planned.json.text("fingerprint")
            try await fleet.setStatus(of: 0, active: false)
            let body = #"{\#(members),"expect":"\#(seen)"}"#
            let refused = try await world.send(.post, path, token: token, body: body)
            #expect(refused.status == 409)
            #expect(try refused.json.text("code") == "BATCH_005")
            #expect(try await world.send(.get, path, token: token).json.integer("count") == 0)
            let plan = try refused.json.object("plan")
            #expect(try plan.integer("will_update") == 2)
            let now = try plan.text("fingerprint")
            let created = try await world.send(
                .post, path, token: token, body: #"{\#(members),"expect":"\#(now)"}"#)
            #expect(created.status == 201)
        }
    }

    @Test func `what is no fingerprint is named beside every other fault`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let answer = try await world.send(
                .post, "/api/v2/updates/batches", token: token, body: #"{"name":7,"expect":"none"}"#)
            #expect(answer.status == 400)
            #expect(
                try answer.json.objects("details").map { try $0.text("field") } == [
                    "name", "firmware_id", "device_ids", "expect",
                ])
        }
    }

    @Test func `a repeat of a creation returns the first batch`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let id = world.fleet.devices[0].id
            let body = #"{"name":"a","firmware_id":\#(world.fleet.release.id),"device_ids":[\#(id)],"request_id":"r"}"#
            let first = try await world.send(.post, "/api/v2/updates/batches", token: token, body: body)
            let second = try await world.send(.post, "/api/v2/updates/batches", token: token, body: body)
            #expect(second.status == 200)
            #expect(try first.json.integer("id") == second.json.integer("id"))
        }
    }

    @Test func `a key that stands for another request is a conflict`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let id = world.fleet.devices[0].id
            let key = try #require(HTTPField.Name("Idempotency-Key"))
            var answers: [SeenAnswer] = []
            for name in ["a", "a", "b"] {
                let body = #"{"name":"\#(name)","firmware_id":\#(world.fleet.release.id),"device_ids":[\#(id)]}"#
                answers.append(
                    try await world.send(
                        .post, "/api/v2/updates/batches", token: token, body: body, headers: [key: "k"]))
            }
            #expect(answers.map(\.status) == [201, 200, 409])
            #expect(answers[2].code == "REQUEST_015")
        }
    }

    @Test func `a revoked token opens nothing from then on`() async throws {
        try await withAPI { world in
            let token = try await world.deviceToken()
            let check = "/api/v2/device/dev-001/updates/check"
            #expect(try await world.send(.get, check, token: token).status == 200)
            _ = try await world.fleet.services.devices.revokeToken(of: "dev-001", as: world.fleet.ada)
            #expect(try await world.send(.get, check, token: token).status == 401)
        }
    }
}
