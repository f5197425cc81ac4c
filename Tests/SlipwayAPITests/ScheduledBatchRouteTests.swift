import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct ScheduledBatchRouteTests {
    private static let path = "/api/v2/updates/batches"

    @Test func `a batch with a schedule says when it begins and ends, and is shown with it`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let body = world.body(
                #""schedule":{"start":"2026-12-01T00:00","end":"2026-12-24T00:00","time_zone":"Europe/Berlin"}"#)
            let planned = try await world.send(.post, Self.path + "/plan", token: token, body: body)
            #expect(planned.status == 200, "\(planned.text)")
            #expect(try planned.json.text("start_at") == "2026-11-30T23:00:00.000Z")
            let created = try await world.send(.post, Self.path, token: token, body: body)
            #expect(created.status == 201, "\(created.text)")
            #expect(try created.json.text("status") == "pending")
            let shown = try await world.send(.get, Self.path + "/\(try created.json.integer("id"))", token: token).json
            for answer in try [created.json, shown] {
                #expect(try answer.text("rollout_status") == "scheduled")
                #expect(try answer.text("start_at") == "2026-11-30T23:00:00.000Z")
                #expect(try answer.text("end_at") == "2026-12-23T23:00:00.000Z")
            }
        }
    }

    @Test(arguments: [
        (#""schedule":{"time_zone":"Mars/Phobos"}"#, ["schedule.time_zone"]),
        (
            #""schedule":{"start":"2020-01-01T00:00","end":"2019-01-01T00:00:00Z"}"#,
            ["schedule.start", "schedule.end"]
        ),
        (#""schedule":{"start":"2027-01-02T00:00","end":"2027-01-01T00:00"}"#, ["schedule.end"]),
        (#""schedule":{"start":"tomorrow","zone":"UTC"}"#, ["schedule.zone", "schedule.start"]),
        (#""schedule":{"start":"2027-03-28T02:30","time_zone":"Europe/Berlin"}"#, ["schedule.start"]),
        (#""schedule":{"start":"2027-10-31T02:30","time_zone":"Europe/Berlin"}"#, ["schedule.start"]),
        (#""schedule":7"#, ["schedule"]), (#""schedule":null"#, ["schedule"]),
        (
            #""schedule":{"start":"2020-01-01T00:00"},"max_in_flight":0,"gate":{"max_bad":0,"max_bad_share":0.1}"#,
            ["max_in_flight", "gate.max_bad", "schedule.start"]
        ),
        (
            #""schedule":{"start":"soon","time_zone":"Mars/Phobos"},"max_in_flight":0"#,
            ["schedule.start", "max_in_flight"]
        ),
        (#""windows":[]"#, ["windows"]),
    ])
    func `every fault is named with its field, and nothing is created`(part: String, fields: [String]) async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            for path in [Self.path, Self.path + "/plan"] {
                let answer = try await world.send(.post, path, token: token, body: world.body(part))
                #expect(answer.status == 400, "\(answer.text)")
                #expect(try answer.json.objects("details").map { try $0.text("field") } == fields, "\(answer.text)")
            }
            #expect(try await !world.fleet.eventKinds().contains(.batchCreated))
        }
    }
}

extension APIWorld {
    fileprivate func body(_ part: String) -> String {
        let devices = fleet.devices.map(\.id.description).joined(separator: ",")
        return #"{"name":"spring","firmware_id":\#(fleet.release.id),"device_ids":[\#(devices)],\#(part)}"#
    }
}
