import SlipwayAPI
import SlipwayServices
import TestSupport
import Testing

/// Clients that ask and do not read, and everybody else meanwhile.
@Suite(.timeLimit(.minutes(5))) struct StalledClientTests {
    @Test func `one download too many is told to come back, and nothing else is`() async throws {
        var settings = APISettings()
        settings.downloads = 1
        try await withLiveServer(api: settings) { server in
            let download = try await LargeDownload.prepare(in: server.world)
            let first = try await download.open(on: server)
            let refused = try await server.head(of: download.path, token: download.token)
            #expect(refused.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(refused.lowercased().contains("\r\nretry-after: 10\r\n"))
            let check = try await server.head(of: "/api/v2/device/dev-001/updates/check", token: download.token)
            #expect(check.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await first.readToEnd(of: LargeDownload.size - 1) == LargeDownload.size - 1)
            // The last bytes may come before the place is free; that it becomes free is what the limit of time holds.
            try await until { try await !server.isBusy(download) }
        }
    }

    @Test func `a device that never reads is cut once patience is over, and its place is free`() async throws {
        var settings = APISettings()
        settings.downloads = 1
        settings.sendingPatience = .milliseconds(200)
        try await withLiveServer(api: settings) { server in
            let download = try await LargeDownload.prepare(in: server.world)
            let stalled = try await download.open(on: server)
            try await until { try await !server.isBusy(download) }
            #expect(try await stalled.readToEnd() < LargeDownload.size / 2)
        }
    }

    @Test func `who takes none of their answers loses the connection, which is there for the next one`() async throws {
        var settings = APISettings()
        settings.connections = 1
        settings.sendingPatience = .milliseconds(200)
        try await withLiveServer(api: settings) { server in
            let stalled = try await server.connect()
            // At once: on a slow machine the connection may be cut before the last of many has been sent.
            try await stalled.send(String(repeating: "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n", count: 100))
            #expect(try await server.head(of: "/health", token: "").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }
}

extension LiveServer {
    /// The status and the headers of an answer, asked for on a connection of its own.
    fileprivate func head(of path: String, token: String) async throws -> String {
        let connection = try await connect()
        try await connection.send(
            "GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\nRange: bytes=0-9\r\n\r\n")
        return try await connection.read(until: "\r\n\r\n")
    }

    fileprivate func isBusy(_ download: LargeDownload) async throws -> Bool {
        let head = try await head(of: download.path, token: download.token)
        try #require(head.hasPrefix("HTTP/1.1 503 ") || head.hasPrefix("HTTP/1.1 206 "))
        return head.hasPrefix("HTTP/1.1 503 ")
    }
}
