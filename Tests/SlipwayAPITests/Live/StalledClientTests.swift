import Foundation
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
            let other = try await LargeDownload.prepare(in: server.world, device: 1, version: "3.1.0")
            let first = try await download.open(on: server)
            let refused = try await server.head(of: other.path, token: other.token)
            #expect(refused.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(refused.lowercased().contains("\r\nretry-after: 10\r\n"))
            let check = try await server.head(of: "/api/v2/device/dev-002/updates/check", token: other.token)
            #expect(check.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await first.readToEnd(of: LargeDownload.size - 1) == LargeDownload.size - 1)
            // The last bytes may come before the place is free; that it becomes free is what the limit of time holds.
            try await until { try await !server.isBusy(other) }
        }
    }

    @Test func `a device that downloads again loses the download before`() async throws {
        try await withLiveServer { server in
            let download = try await LargeDownload.prepare(in: server.world)
            let first = try await download.open(on: server)
            let second = try await download.open(on: server)
            #expect(try await first.readToEnd() < LargeDownload.size - 1)
            #expect(try await second.readToEnd(of: LargeDownload.size - 1) == LargeDownload.size - 1)
        }
    }

    @Test func `a device that asks for one range after the other keeps its connection`() async throws {
        try await withLiveServer { server in
            let download = try await LargeDownload.prepare(in: server.world)
            let connection = try await server.connect()
            for _ in 0..<20 {
                try await connection.send(
                    "GET \(download.path)?offset=0&size=10 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(download.token)"
                        + "\r\n\r\n")
                #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
                #expect(try await connection.readToEnd(of: 10) == 10)
            }
        }
    }

    @Test func `a device that never reads is cut once patience is over, and its place is free`() async throws {
        var settings = APISettings()
        settings.downloads = 1
        settings.sendingPatience = .milliseconds(200)
        try await withLiveServer(api: settings) { server in
            let download = try await LargeDownload.prepare(in: server.world)
            let other = try await LargeDownload.prepare(in: server.world, device: 1, version: "3.1.0")
            let stalled = try await download.open(on: server)
            try await until { try await !server.isBusy(other) }
            #expect(try await stalled.readToEnd() < LargeDownload.size / 2)
        }
    }

    @Test func `connections that are only held open make room for others, the longest idle first`() async throws {
        var settings = APISettings()
        settings.connections = 3
        try await withLiveServer(api: settings) { server in
            let busy = try await LargeDownload.prepare(in: server.world).open(on: server)
            let idle = [try await server.connect(), try await server.connect()]
            // One after the other: only an answer shows that the server has taken a connection.
            for connection in idle { #expect(try await connection.isServed()) }
            #expect(try await server.head(of: "/health", token: "").hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await idle.last?.isServed() == true)
            #expect(try await idle.first?.isServed() == false)
            let metrics = try await server.connect()
            try await metrics.send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await metrics.readText().contains(/slipway_http_connections_evicted_total [1-9]/))
            #expect(try await busy.readToEnd(of: LargeDownload.size - 1) == LargeDownload.size - 1)
        }
    }

    @Test func `a client that takes none of its answers loses the connection, and its place is free`() async throws {
        var settings = APISettings()
        settings.connections = 2
        settings.sendingPatience = .milliseconds(200)
        try await withLiveServer(api: settings) { server in
            let stalled = try await server.connect()
            try await stalled.send(String(repeating: "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n", count: 100))
            // Only an answer that has begun shows that the server has taken the connection and is busy with it.
            #expect(try await stalled.read(upTo: 1).count == 1)
            try await until { try await server.hasTwoPlaces() }
        }
    }
}

extension RawConnection {
    /// Whether a request on it is answered.
    fileprivate func isServed() async throws -> Bool {
        do {
            try await send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        } catch is POSIXError {
            return false
        }
        return try await read(until: "}").hasSuffix("}")
    }

    /// Everything up to the end of the connection.
    fileprivate func readText() async throws -> String {
        var text: [UInt8] = []
        while true {
            let bytes = try await read()
            guard !bytes.isEmpty else { return String(decoding: text, as: UTF8.self) }
            text += bytes
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

    /// Whether two connections that do nothing can both stay.
    fileprivate func hasTwoPlaces() async throws -> Bool {
        let first = try await connect()
        guard try await first.isServed(), try await connect().isServed() else { return false }
        return try await first.isServed()
    }

    fileprivate func isBusy(_ download: LargeDownload) async throws -> Bool {
        let head = try await head(of: download.path, token: download.token)
        try #require(head.hasPrefix("HTTP/1.1 503 ") || head.hasPrefix("HTTP/1.1 206 "))
        return head.hasPrefix("HTTP/1.1 503 ")
    }
}
