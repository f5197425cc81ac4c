import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RolloutRouteTests {
    private static let path = "/api/v2/updates/rollouts"

    @Test func `a rollout is planned, created, watched, advanced and cancelled`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let body = Self.body(#""waves":[{"size":"1"},{"size":"100%"}]"#, firmware: world.fleet.release.id)
            let planned = try await world.send(.post, Self.path + "/plan", token: token, body: body)
            #expect(planned.status == 200, "\(planned.text)")
            #expect(try planned.json.integer("will_update") == world.fleet.devices.count)
            #expect(try planned.json.integer("downgrades") == 0)
            let organizations = try planned.json.objects("organizations")
            #expect(try organizations.map { try $0.integer("devices") } == [world.fleet.devices.count])
            #expect(try planned.json.objects("waves").map { try $0.integer("devices") }.first == 1)

            let created = try await world.send(.post, Self.path, token: token, body: body)
            #expect(created.status == 201, "\(created.text)")
            let id = try created.json.integer("id")
            #expect(try created.json.text("status") == "pending")
            try await world.fleet.conduct()
            let shown = try await world.send(.get, "\(Self.path)/\(id)", token: token).json
            #expect(try shown.text("status") == "in_progress")
            #expect(try shown.objects("waves").map { try $0.text("status") } == ["open", "planned"])
            #expect(try shown.object("targets").integer("waiting") == world.fleet.devices.count - 1)

            let advanced = try await world.send(
                .post, "\(Self.path)/\(id)/advance", token: token, body: #"{"wave":1,"reason":"urgent"}"#)
            #expect(advanced.status == 200, "\(advanced.text)")
            let again = try await world.send(
                .post, "\(Self.path)/\(id)/advance", token: token, body: #"{"wave":1,"reason":"urgent"}"#)
            #expect(again.status == 409)
            #expect(again.code == "ROLLOUT_002")

            let paused = try await world.send(
                .post, "\(Self.path)/\(id)/pause", token: token, body: #"{"reason":"look"}"#)
            #expect(try paused.json.text("paused_by") == "operator")
            let resumed = try await world.send(.post, "\(Self.path)/\(id)/resume", token: token)
            #expect(try resumed.json.text("status") == "in_progress")
            let cancelled = try await world.send(
                .post, "\(Self.path)/\(id)/cancel", token: token, body: #"{"reason":"wrong"}"#)
            #expect(try cancelled.json.text("status") == "cancelling")
            try await world.fleet.conduct()
            #expect(try await world.send(.get, Self.path, token: token).json.objects("rollouts").isEmpty)
            let ended = try await world.send(.get, Self.path + "?ended=true&limit=1", token: token).json
            #expect(try ended.objects("rollouts").map { try $0.text("status") } == ["cancelled"])
            #expect(try ended.text("next_cursor") == "\(id)")
        }
    }

    @Test(
        arguments: [
            (#""waves":[{"size":"0"},{"size":"100%"}]"#, ["waves.1.size"]),
            (#""waves":[{"size":"50%"},{"size":"20%"},{"size":"80%"}]"#, ["waves.2.size", "waves.3.size"]),
            (
                #""waves":[{"size":"many"},{"size":"100%","gate":{"max_bad":3}}]"#,
                ["waves.1.size", "waves.2.gate.max_bad_share"]
            ),
            (#""waves":[7]"#, ["waves.1"]), (#""waves":[]"#, ["waves"]), (#""waves":"canary""#, ["waves"]),
            (#""soak_seconds":60"#, ["soak_seconds"]), (#""verified_share":90"#, ["verified_share"]),
            (#""approval":true"#, ["approval"]),
            (#""max_in_flight":0,"soak_seconds":60"#, ["max_in_flight", "soak_seconds"]),
            (#""waves":[{"size":"10%"},{"size":"20%"},{"size":"150%"}]"#, ["waves.3.size"]),
            (#""waves":[{"size":"0%"},{"size":"100%"}]"#, ["waves.1.size"]),
            (#""waves":[{"size":"100%"},{"size":"100%"}]"#, ["waves.1.size"]),
            (#""waves":[{"size":"50"},{"size":"100%"}]"#, ["waves.1.size"]),
            (#""zone":"Mars/Phobos""#, ["zone"]),
            (#""schedule":{"time_zone":"Mars/Phobos"}"#, ["schedule.time_zone"]),
            (
                #""schedule":{"start":"2020-01-01T00:00","end":"2019-01-01T00:00:00Z"}"#,
                ["schedule.start", "schedule.end"]
            ),
            (#""schedule":{"start":"2027-01-02T00:00","end":"2027-01-01T00:00"}"#, ["schedule.end"]),
            (#""schedule":{"start":"tomorrow","zone":"UTC"}"#, ["schedule.zone", "schedule.start"]),
            (#""schedule":{"start":"2027-03-28T02:30","time_zone":"Europe/Berlin"}"#, ["schedule.start"]),
            (#""pace":7"#, ["pace"]), (#""pace":null"#, ["pace"]), (#""pace":{}"#, ["pace.per_minute"]),
            (#""pace":{"per_minute":0}"#, ["pace.per_minute"]), (#""pace":{"per_minute":1.5}"#, ["pace.per_minute"]),
            (#""pace":{"per_minute":9,"factor":2}"#, ["pace.verified", "pace.limit"]),
            (
                #""pace":{"per_minute":9,"factor":"2","verified":null,"limit":1}"#,
                ["pace.verified", "pace.factor"]
            ),
            (#""pace":{"per_minute":9,"factor":1,"verified":0,"limit":99,"rate":1}"#, ["pace.rate"]),
            (
                #""pace":{"per_minute":9,"factor":1,"verified":0,"limit":-1}"#,
                ["pace.factor", "pace.verified", "pace.limit"]
            ),
            (#""pace":{"per_minute":9,"factor":2,"verified":5,"limit":9}"#, ["pace.limit"]),
            (#""bytes_per_second":0"#, ["bytes_per_second"]), (#""bytes_per_second":-1"#, ["bytes_per_second"]),
            (#""bytes_per_second":999"#, ["bytes_per_second"]),
            (#""bytes_per_second":1000000000001"#, ["bytes_per_second"]),
            (#""bytes_per_second":"5 MB""#, ["bytes_per_second"]), (#""bytes_per_second":null"#, ["bytes_per_second"]),
            (#""bytes_per_second":99999999999999999999"#, ["bytes_per_second"]),
            (#""rollback":"now""#, ["rollback"]), (#""rollback":{}"#, ["rollback"]),
            (#""targets":"later""#, ["targets"]), (#""targets":7"#, ["targets"]), (#""targets":null"#, ["targets"]),
            (#""schedule":7"#, ["schedule"]), (#""schedule":null"#, ["schedule"]), (#""windows":null"#, ["windows"]),
            (#""windows":[]"#, ["windows"]), (#""windows":[7]"#, ["windows.1"]),
            (
                #""windows":[{"days":["monday"],"from":"2:00"},{"days":[],"from":"02:00","to":"04:00"}]"#,
                ["windows.1.days", "windows.1.from", "windows.1.to"]
            ),
            (#""windows":[{"days":[],"from":"02:00","to":"04:00"}]"#, ["windows.1.days"]),
            (
                #""windows":[{"days":["mon"],"from":"02:00","to":"02:00"},{"days":["mon","mon"],"from":"01:00","to":"03:00"}]"#,
                ["windows.1.to", "windows.2.days"]
            ),
            (
                #""windows":[{"days":["mon"],"from":"02:00","to":"04:00"},{"days":["mon"],"from":"03:00","to":"05:00"}]"#,
                ["windows.2"]
            ),
            (
                #""schedule":{"end":"2026-11-24T00:00"},"windows":[{"days":["sat"],"from":"02:00","to":"04:00"}]"#,
                ["windows"]
            ),
            (
                #""schedule":{"start":"2020-01-01T00:00"},"soak_seconds":60,"max_in_flight":0"#,
                ["max_in_flight", "soak_seconds", "schedule.start"]
            ),
        ] as [(String, [String])])
    func `every fault of a plan is named with its field, and nothing is created`(
        part: String, fields: [String]
    ) async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let body = Self.body(part, firmware: world.fleet.release.id)
            for path in [Self.path, Self.path + "/plan"] {
                let answer = try await world.send(.post, path, token: token, body: body)
                #expect(answer.status == 400, "\(answer.text)")
                #expect(try answer.json.objects("details").map { try $0.text("field") } == fields, "\(answer.text)")
            }
            #expect(try await !world.fleet.eventKinds().contains(.rolloutCreated))
        }
    }

    @Test(arguments: ["", #""filter":"colour=red","#, #""filter":"hardware=a","organization":"acme","#])
    func `a rollout says in one way which devices it means`(target: String) async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let body = #"{"name":"spring",\#(target)"firmware_id":\#(world.fleet.release.id)}"#
            let answer = try await world.send(.post, Self.path, token: token, body: body)
            #expect(answer.status == 400, "\(answer.text)")
        }
    }

    @Test func `faults of form and of sense are named in one answer`() async throws {
        try await withAPI { world in
            let body = """
                {"name":"spring","filter":"colour=red","firmware_id":\(world.fleet.release.id),"verified_share":90,
                 "waves":[{"size":"0"},{"size":"50%"},{"size":"20%"},{"size":"150%"}],"soak_seconds":60,
                 "max_in_flight":0}
                """
            let answer = try await world.send(
                .post, Self.path, token: try await world.token(.updatesWrite), body: body)
            let fields = try answer.json.objects("details").map { try $0.text("field") }
            #expect(
                Set(fields) == [
                    "filter", "waves.1.size", "waves.3.size", "waves.4.size", "verified_share", "soak_seconds",
                    "max_in_flight",
                ], "\(answer.text)")
        }
    }

    @Test func `what is a setting of the organization is refused in a plan as that`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let body = Self.body(#""approval":{}"#, firmware: world.fleet.release.id)
            let details = try await world.send(.post, Self.path, token: token, body: body).json.objects("details")
            #expect(try details.map { try $0.text("field") } == ["approval"])
            #expect(try details.first?.text("fault") == "is a setting of the organization, and no part of a plan")
        }
    }

    @Test func `a rollout with a schedule and windows says when it begins, ends and lets its devices update`()
        async throws
    {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let part = """
                "schedule":{"start":"2026-12-01T00:00","end":"2026-12-24T00:00","time_zone":"Europe/Berlin"},
                "windows":[{"days":["mon","tue","wed","thu","fri"],"from":"02:00","to":"04:00"}]
                """
            let body = Self.body(part, firmware: world.fleet.release.id)
            for path in [Self.path + "/plan", Self.path] {
                let answer = try await world.send(.post, path, token: token, body: body)
                #expect([200, 201].contains(answer.status), "\(answer.text)")
                #expect(try answer.json.text("start_at") == "2026-11-30T23:00:00.000Z")
                #expect(try answer.json.text("end_at") == "2026-12-23T23:00:00.000Z")
                let window = try answer.json.object("window")
                #expect(try window.text("opens_at") == "2026-12-01T01:00:00.000Z")
                #expect(try window.text("closes_at") == "2026-12-01T03:00:00.000Z")
            }
            let shown = try await world.send(.get, Self.path + "/1", token: token).json
            #expect(try shown.text("status") == "scheduled")
            #expect(try shown.object("plan").object("schedule").text("time_zone") == "Europe/Berlin")
            #expect(try shown.object("plan").objects("windows").map { try $0.text("from") } == ["02:00"])
        }
    }

    @Test func `a rollout with a pace says how many begin in a minute, and it changes while it runs`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let pace = #""pace":{"per_minute":2,"factor":1.5,"verified":10,"limit":20}"#
            let body = Self.body(
                pace + #","waves":[{"size":"1"},{"size":"100%"}]"#, firmware: world.fleet.release.id)
            let planned = try await world.send(.post, Self.path + "/plan", token: token, body: body)
            #expect(try planned.json.integer("shortest_seconds") == 1_800)
            let created = try await world.send(.post, Self.path, token: token, body: body)
            #expect(created.status == 201, "\(created.text)")
            #expect(try created.json.integer("joins_per_minute") == 2)
            try await world.fleet.conduct()
            let path = Self.path + "/1"
            let shown = try await world.send(.get, path, token: token).json.object("plan").object("pace")
            #expect(try ["per_minute", "verified", "limit"].map { try shown.integer($0) } == [2, 10, 20])

            let edited = try await world.send(.patch, path, token: token, body: #"{"pace":{"per_minute":7}}"#)
            #expect(edited.status == 200, "\(edited.text)")
            #expect(try edited.json.integer("joins_per_minute") == 7)
            for (body, fields) in [
                (#"{"pace":{"per_minute":0},"max_in_flight":0}"#, ["max_in_flight", "pace.per_minute"]),
                (#"{"pace":{"per_minute":9,"limit":10}}"#, ["pace.factor", "pace.verified"]),
                (#"{"pace":null}"#, ["pace"]), (#"{"bytes_per_second":0}"#, ["bytes_per_second"]),
            ] {
                let refused = try await world.send(.patch, path, token: token, body: body)
                #expect(refused.status == 400, "\(refused.text)")
                #expect(try refused.json.objects("details").map { try $0.text("field") } == fields, "\(refused.text)")
            }
            #expect(try await world.send(.get, path, token: token).json.integer("joins_per_minute") == 7)
        }
    }

    @Test func `a rollout has a budget for its downloads, which changes while it runs`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let body = Self.body(
                #""bytes_per_second":5000000,"waves":[{"size":"1"},{"size":"100%"}]"#,
                firmware: world.fleet.release.id)
            let created = try await world.send(.post, Self.path, token: token, body: body)
            #expect(created.status == 201, "\(created.text)")
            #expect(try created.json.integer("bytes_per_second") == 5_000_000)
            try await world.fleet.conduct()
            let path = Self.path + "/1"
            let edited = try await world.send(.patch, path, token: token, body: #"{"bytes_per_second":1000}"#)
            #expect(try edited.json.integer("bytes_per_second") == 1_000, "\(edited.text)")
            let shown = try await world.send(.get, path, token: token).json
            #expect(try shown.object("plan").integer("bytes_per_second") == 1_000)
            #expect(try shown.integer("revision") == 2)
        }
    }

    @Test func `a rollout takes later devices until it is finished, and says how many joined`() async throws {
        try await withAPI { world in
            let (token, fleet) = (try await world.token(.updatesWrite), world.fleet)
            let body = Self.body(#""targets":"dynamic","waves":[{"size":"100%"}]"#, firmware: fleet.release.id)
            let planned = try await world.send(.post, Self.path + "/plan", token: token, body: body)
            #expect(try planned.json.text("targets") == "dynamic", "\(planned.text)")
            let id = try await world.send(.post, Self.path, token: token, body: body).json.integer("id")
            let path = "\(Self.path)/\(id)"
            let early = try await world.send(.post, path + "/finish", token: token)
            #expect(early.status == 409 && early.code == "ROLLOUT_002")
            try await fleet.conduct()
            let shown = try await world.send(.get, path, token: token).json
            #expect(try shown.object("plan").text("targets") == "dynamic")
            #expect(try shown.object("targets").integer("joined_later") == 0)
            #expect(try shown.object("targets").text("looks_again_at") == "2026-11-23T14:10:00.000Z")
            let finished = try await world.send(.post, path + "/finish", token: token)
            #expect(finished.status == 200, "\(finished.text)")
            #expect(finished.text.contains(#""is_settled":true"#))
            #expect(try await world.send(.post, path + "/finish", token: token).status == 200)
        }
    }

    @Test func `devices that are named one by one take no later ones`() async throws {
        try await withAPI { world in
            let body =
                #"{"name":"spring","device_ids":[1],"targets":"dynamic","firmware_id":\#(world.fleet.release.id)}"#
            let answer = try await world.send(
                .post, Self.path, token: try await world.token(.updatesWrite), body: body)
            #expect(try answer.json.objects("details").map { try $0.text("field") } == ["targets"], "\(answer.text)")
        }
    }

    @Test func `a filter that finds no device is refused, and nothing is created`() async throws {
        try await withAPI { world in
            let body = #"{"name":"spring","filter":"hardware=none","firmware_id":\#(world.fleet.release.id)}"#
            let answer = try await world.send(
                .post, Self.path, token: try await world.token(.updatesWrite), body: body)
            #expect(answer.status == 400)
            #expect(answer.code == "ROLLOUT_006")
            #expect(try await !world.fleet.eventKinds().contains(.rolloutCreated))
        }
    }

    @Test(arguments: ["?ended=perhaps", "?limit=0", "?after=x", "?colour=red"])
    func `a list that is asked for wrongly is refused`(query: String) async throws {
        try await withAPI { world in
            let answer = try await world.send(.get, Self.path + query, token: try await world.token(.updatesRead))
            #expect(answer.status == 400, "\(answer.text)")
        }
    }

    private static func body(_ part: String, firmware: FirmwareRelease.ID) -> String {
        #"{"name":"spring","organization":"acme","firmware_id":\#(firmware),\#(part)}"#
    }
}
