import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What one caller may take of the service, and what stays for the others.
@Suite struct ProtectionTests {
    @Test func `an address that fails too often is told to wait, and tokens that are known to be good are not`()
        async throws
    {
        var settings = APISettings()
        settings.unauthenticatedBurst = 3
        settings.unauthenticatedRate = 0.001
        settings.refusalPause = .zero
        try await withAPI(api: settings) { world in
            let (known, unknown) = (try await world.token(.devicesRead), try await world.token(.devicesRead))
            func ask(_ token: String, peer: String = "192.0.2.1") async throws -> Int {
                try await world.send(.get, "/api/v2/devices", token: token, peer: peer).status
            }
            #expect(try await ask(known) == 200)
            var seen: [Int] = []
            for _ in 0..<5 { seen.append(try await ask("wrong")) }
            #expect(seen == [401, 401, 401, 429, 429])
            #expect(try await ask("wrong", peer: "192.0.2.9") == 401)
            #expect(try await ask(known) == 200)
            #expect(try await ask(unknown) == 429)
            #expect(try await ask(unknown, peer: "192.0.2.9") == 200)
        }
    }

    @Test func `a stop is taken from an address that fails too often`() async throws {
        var settings = APISettings()
        settings.unauthenticatedBurst = 1
        settings.unauthenticatedRate = 0.001
        settings.refusalPause = .zero
        try await withAPI(api: settings) { world in
            let token = try await world.token(.updatesStop)
            for _ in 0..<3 { _ = try await world.send(.get, "/api/v2/devices", token: "wrong") }
            #expect(try await world.halt(token) == 200)
        }
    }

    @Test func `while all places are taken, probes and stops have their own`() async throws {
        var settings = APISettings()
        settings.concurrentRequests = 0
        try await withAPI(api: settings) { world in
            let token = try await world.token(.devicesRead, .updatesStop)
            let refused = try await world.send(.get, "/api/v2/devices", token: token)
            #expect(refused.status == 503)
            #expect(refused.code == "REQUEST_007")
            #expect(refused.headers[.retryAfter] == "1")
            for path in ["/health", "/ready", "/metrics"] {
                #expect(try await world.send(.get, path).status == 200, "\(path)")
            }
            #expect(try await world.halt(token) == 200)
        }
    }

    @Test func `a device that asks too often is told to wait, and no other`() async throws {
        var settings = APISettings()
        settings.deviceRate = 0.25
        settings.refusalPause = .zero
        try await withAPI(api: settings) { world in
            func check(_ device: Int, _ token: String) async throws -> SeenAnswer {
                try await world.send(.get, "/api/v2/device/dev-00\(device + 1)/updates/check", token: token)
            }
            let token = try await world.deviceToken()
            for _ in 0..<3 { #expect(try await check(0, token).status == 200) }
            var refused = try await check(0, token)
            // It gets one back every four seconds, which a slow machine may take for these calls.
            for _ in 0..<100 where refused.status == 200 { refused = try await check(0, token) }
            #expect(refused.status == 429)
            #expect(refused.code == "REQUEST_013")
            #expect(["1", "2", "3", "4"].contains(refused.headers[.retryAfter]))
            #expect(try await check(1, try await world.deviceToken(1)).status == 200)
        }
    }

    @Test(arguments: [false, true])
    func `telemetry beyond the share of an hour is refused, and stores nothing`(isRelayed: Bool) async throws {
        var settings = APISettings()
        settings.deviceTelemetry = isRelayed ? 2 : 40
        settings.refusalPause = .zero
        try await withAPI(api: settings) { world in
            let token = isRelayed ? try await world.token(.telemetryWrite) : try await world.deviceToken()
            let message = #"{"ev":"status","text":"about forty bytes of it"}"#
            let relayed = #"{"messages":[{"device_uid":"dev-001","ev":"status","text":"about sixty bytes of it"}]}"#
            let path = isRelayed ? "/api/v2/telemetry/batch" : "/api/v2/device/dev-001/telemetry"
            func send() async throws -> SeenAnswer {
                try await world.send(.post, path, token: token, body: isRelayed ? relayed : message)
            }
            #expect(try await send().status == (isRelayed ? 202 : 200))
            let refused = try await send()
            #expect(refused.status == 429)
            #expect(refused.code == "REQUEST_013")
            let list = try await world.send(
                .get, "/api/v2/devices/\(world.fleet.devices[0].id)/telemetry",
                token: try await world.token(.devicesRead))
            #expect(try list.json.objects("telemetry").count == 1)
        }
    }

    @Test func `a device that leaves its bodies open has few of them, and others go on`() async throws {
        var settings = APISettings()
        settings.deviceRequests = 2
        settings.refusalPause = .zero
        try await withLiveServer(api: settings) { server in
            let token = try await server.world.deviceToken()
            let slow = [
                try await server.beginReport(of: "dev-001", token), try await server.beginReport(of: "dev-001", token),
            ]
            // The server may not have read the heads yet.
            try await until { try await server.check("dev-001", token) == 429 }
            #expect(try await server.check("dev-002", try await server.world.deviceToken(1)) == 200)
            for connection in slow { connection.drop() }
            try await until { try await server.check("dev-001", token) == 200 }
        }
    }

    @Test func `where many bodies come from one address, the token is checked before the next`() async throws {
        var settings = APISettings()
        settings.unprovenBodies = 1
        try await withLiveServer(api: settings) { server in
            // Two heads that come at once may both be read before either counts.
            var begun: [RawConnection] = []
            for _ in 0..<8 { begun.append(try await server.beginReport(of: "dev-001", "wrong")) }
            let slow = begun
            let first = try await withThrowingTaskGroup(of: String.self) { group in
                for connection in slow { group.addTask { try await connection.read(until: "\r\n\r\n") } }
                let first = try await group.next() ?? ""
                for connection in slow { connection.drop() }
                return first
            }
            #expect(first.hasPrefix("HTTP/1.1 401 "))
        }
    }
}

extension APIWorld {
    fileprivate func halt(_ token: String) async throws -> Int {
        try await send(
            .post, "/api/v2/updates/halt", token: token, body: #"{"everything":true,"reason":"smoke"}"#
        ).status
    }
}

extension LiveServer {
    /// A report whose body does not come.
    fileprivate func beginReport(of uid: String, _ token: String) async throws -> RawConnection {
        let connection = try await connect()
        try await connection.send(
            "POST /api/v2/device/\(uid)/updates/\(SessionID.example(1))/failed HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer \(token)\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
        return connection
    }

    /// The status of a check.
    fileprivate func check(_ uid: String, _ token: String) async throws -> Int? {
        let connection = try await connect()
        try await connection.send(
            "GET /api/v2/device/\(uid)/updates/check HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n\r\n")
        return Int(try await connection.read(until: "\r\n\r\n").dropFirst(9).prefix(3))
    }
}
