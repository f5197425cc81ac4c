import SlipwayAPI
import Synchronization
import TestSupport
import Testing

/// What clients see of a server that is told to stop, and that none of them keeps it from ending.
@Suite(.timeLimit(.minutes(5))) struct ShutdownTests {
    @Test func `a server that is told to stop says so while it still listens`() async throws {
        var settings = APISettings()
        settings.drainTime = .seconds(2)
        try await withLiveServer(api: settings) { server in
            let connection = try await server.connect()
            func ready() async throws -> String {
                try await connection.send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try await connection.read(until: "\r\n\r\n")
                let length = try #require(head.firstMatch(of: /Content-Length: ([0-9]+)/).flatMap { Int($0.1) })
                _ = try await connection.readToEnd(of: length)
                return String(head.prefix(12))
            }
            #expect(try await ready() == "HTTP/1.1 200")
            await server.beginShutdown()
            try await until { try await ready() == "HTTP/1.1 503" }
        }
    }

    @Test func `a body that does not come while the server ends is answered 503`() async throws {
        var settings = APISettings()
        settings.bodyGrace = .milliseconds(50)
        try await withLiveServer(api: settings) { server in
            let token = try await server.world.token(.devicesWrite)
            let connection = try await server.connect()
            try await connection.send(
                "POST /api/v2/devices HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n")
            #expect(try await connection.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await server.beginShutdown()
            #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(try await connection.read(until: "}").contains("REQUEST_014"))
        }
    }

    @Test func `a client that takes nothing does not keep the server from ending`() async throws {
        var settings = APISettings()
        settings.stoppingPatience = .milliseconds(200)
        settings.sendingPatience = .seconds(3_600)
        settings.idleTimeout = .seconds(3_600)
        // Open for longer than the server lives.
        let stalled = Mutex<RawConnection?>(nil)
        try await withLiveServer(api: settings) { server in
            let connection = try await LargeDownload.prepare(in: server.world).open(on: server)
            stalled.withLock { $0 = connection }
        }
        #expect(stalled.withLock { $0 } != nil)
    }
}
