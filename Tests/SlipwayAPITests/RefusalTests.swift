import HTTPTypes
import SQLiteRepository
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RefusalTests {
    @Test func `every fault of every entry is named with its place`() async throws {
        try await withAPI { world in
            let body = #"[{"device_uid":""},{"device_uid":"a\u0007","organization_id":1},7,{"organization_id":"x"}]"#
            let answer = try await world.send(
                .post, "/api/v2/devices/batch", token: try await world.token(.devicesWrite), body: body)
            #expect(answer.status == 400)
            #expect(answer.code == "REQUEST_001")
            let details = try answer.json.objects("details").map {
                "\(try $0.integer("index")) \(try $0.text("field")) \(try $0.text("fault"))"
            }
            #expect(
                details == [
                    "0 organization_id is missing", "0 device_uid is empty",
                    "1 device_uid holds the control character U+0007", "2 device must be an object, and is a number",
                    "3 organization_id must be a whole number, and is a text",
                ])
        }
    }

    @Test func `a body of another type is 415, and one that is too large 413`() async throws {
        var settings = APISettings()
        settings.bodyLimit = 100
        try await withAPI(api: settings) { world in
            let token = try await world.token(.devicesWrite)
            let form = try await world.send(
                .post, "/api/v2/devices", token: token, body: "a=b",
                headers: [.contentType: "application/x-www-form-urlencoded"])
            #expect(form.status == 415)
            let large = try await world.send(
                .post, "/api/v2/devices", token: token, body: String(repeating: " ", count: 101))
            #expect(large.status == 413)
        }
    }

    @Test(arguments: [("failed", 64 << 10), ("telemetry", 1 << 20)])
    func `a device sends no more at once than its route takes`(last: String, limit: Int) async throws {
        try await withAPI { world in
            let (_, sessions) = try await world.fleet.startBatch(of: 1)
            let path = last == "telemetry" ? last : "updates/\(sessions[0])/\(last)"
            let token = try await world.deviceToken()
            func send(_ size: Int) async throws -> SeenAnswer {
                let body = #"{"ev":"boot","reason":"no space"}"#
                return try await world.send(
                    .post, "/api/v2/device/dev-001/\(path)", token: token,
                    body: body + String(repeating: " ", count: size - body.utf8.count))
            }
            let large = try await send(limit + 1)
            #expect(large.status == 413)
            #expect(large.code == "REQUEST_004")
            #expect(try await send(limit).status == 200)
        }
    }

    @Test func `a byte order mark before a body changes nothing`() async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .post, "/api/v2/organizations", token: try await world.token(.organizationsWrite),
                body: "\u{FEFF}{\"name\":\"gamma\"}")
            #expect(answer.status == 201)
        }
    }

    @Test func `only the proxy is believed about where a call comes from`() async throws {
        var settings = APISettings()
        settings.unauthenticatedBurst = 1
        settings.unauthenticatedRate = 0.001
        settings.refusalPause = .zero
        settings.proxies = [try #require(IPNetwork("192.0.2.1"))]
        try await withAPI(api: settings) { world in
            func ask(_ forwarded: String, peer: String) async throws -> Int {
                let name = try #require(HTTPField.Name("X-Forwarded-For"))
                return try await world.send(.get, "/api/v2/devices", headers: [name: forwarded], peer: peer).status
            }
            var seen = [try await ask("198.51.100.1", peer: "192.0.2.1")]
            seen.append(try await ask("198.51.100.2", peer: "192.0.2.1"))
            seen.append(try await ask("203.0.113.9, 198.51.100.2", peer: "192.0.2.1"))
            seen.append(try await ask("198.51.100.7", peer: "192.0.2.2"))
            seen.append(try await ask("198.51.100.8", peer: "192.0.2.2"))
            #expect(seen == [401, 401, 429, 401, 429])
        }
    }

    @Test func `an address counts as one in whichever way it is spelled, and behind however many proxies`() async throws
    {
        var settings = APISettings()
        settings.unauthenticatedBurst = 1
        settings.unauthenticatedRate = 0.001
        settings.proxies = [try #require(IPNetwork("10.0.0.0/8"))]
        try await withAPI(api: settings) { world in
            let name = try #require(HTTPField.Name("X-Forwarded-For"))
            var seen: [Int] = []
            for (forwarded, peer) in [
                ("198.51.100.1", "10.0.0.1"), ("198.51.100.1", "::ffff:10.9.9.9"),
                ("::ffff:198.51.100.1", "10.0.0.1"), ("203.0.113.5, 198.51.100.1, 10.3.3.3", "10.0.0.1"),
                ("", "198.51.100.1"), ("203.0.113.5", "11.0.0.1"),
            ] {
                seen.append(
                    try await world.send(.get, "/api/v2/devices", headers: [name: forwarded], peer: peer).status)
            }
            #expect(seen == [401, 429, 429, 429, 429, 401])
        }
    }

    @Test func `a list is paged, filtered and bound to its cursor`() async throws {
        try await withAPI(devices: 5) { world in
            let token = try await world.token(.devicesRead)
            func list(_ query: String) async throws -> SeenAnswer {
                try await world.send(.get, "/api/v2/devices?\(query)", token: token)
            }
            func uids(_ answer: SeenAnswer) throws -> [String] {
                try answer.json.objects("devices").map { try $0.text("device_uid") }
            }
            let first = try await list("limit=2")
            #expect(try uids(first) == ["dev-001", "dev-002"])
            let cursor = try first.json.text("next_cursor")
            #expect(try uids(try await list("limit=9&cursor=\(cursor)")) == ["dev-003", "dev-004", "dev-005"])
            #expect(try await list("limit=2&q=dev-00&cursor=\(cursor)").status == 400)
            #expect(try uids(try await list("q=dev-003")) == ["dev-003"])
            #expect(
                try uids(try await list("organization_id=\(world.fleet.acme.id)&firmware_version=1.0.0")).count == 5)
            #expect(try uids(try await list("organization_id=404")) == [])
            #expect(try uids(try await list("filter=uid%3Ddev-002")) == ["dev-002"])
            let bad = try await list("limit=0&order=blue&status=purple&channel=beta&filter=%3D")
            #expect(
                try bad.json.objects("details").map { try $0.text("field") }
                    == ["channel", "filter", "limit", "status", "order"])
        }
    }

    @Test func `the API describes each of its routes`() async throws {
        try await withAPI { world in
            let document = try await world.send(.get, "/openapi.json").json
            #expect(try document.text("openapi") == "3.1.1")
            let paths = try document.object("paths")
            for route in world.responder.table.routes {
                let operation = try paths.object(route.path.description).object(route.method.rawValue.lowercased())
                let inPath = try operation.objects("parameters").filter { try $0.text("in") == "path" }
                #expect(try inPath.map { try $0.text("name") } == route.path.parameterNames, "\(route.name)")
                #expect(try operation.object("responses")["\(route.success.code)"] != nil, "\(route.name)")
            }
        }
    }
}
