import SlipwayAPI
import SlipwayServices
import TestSupport
import Testing

/// Bodies that no refusal waits for: each of these heads comes without the body that it announces.
@Suite(.timeLimit(.minutes(5))) struct RefusedBodyTests {
    @Test func `telemetry beyond the share is refused before its body comes, and ends the connection if that is large`()
        async throws
    {
        var settings = APISettings()
        settings.deviceTelemetry = 100
        settings.refusalPause = .zero
        try await withLiveServer(api: settings) { server in
            let token = try await server.world.deviceToken()
            let body = #"{"ev":"status","text":"\#(String(repeating: "a", count: 200))"}"#
            let path = "/api/v2/device/dev-001/telemetry"
            let first = try await server.connect()
            try await first.send(Self.head(of: path, token, length: body.utf8.count) + body)
            #expect(try await first.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
            for (length, ends) in [(1_000, false), (100_000, true)] {
                let connection = try await server.connect()
                try await connection.send(Self.head(of: path, token, length: length))
                let answer = try await connection.read(until: "\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 429 "))
                #expect(answer.lowercased().contains("\r\nconnection: close\r\n") == ends)
                if ends { _ = try await connection.readToEnd() }
            }
        }
    }

    @Test func `telemetry that is too large is told so, and is not counted`() async throws {
        var settings = APISettings()
        settings.deviceTelemetry = 100
        try await withLiveServer(api: settings) { server in
            let token = try await server.world.deviceToken()
            for _ in 0..<3 {
                let connection = try await server.connect()
                let length = APISettings().telemetryBodyLimit + 1
                try await connection.send(Self.head(of: "/api/v2/device/dev-001/telemetry", token, length: length))
                #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test(arguments: ["/api/v2/devices", "/api/v2/firmware/upload", "/nothing"])
    func `a large body without a good token, or for nothing, is not read`(path: String) async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            try await connection.send(Self.head(of: path, "wrong", length: 5_000_000))
            let answer = try await connection.read(until: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 40"))
            #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
            _ = try await connection.readToEnd()
        }
    }

    private static func head(of path: String, _ token: String, length: Int) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(length)\r\n\r\n"
    }
}
