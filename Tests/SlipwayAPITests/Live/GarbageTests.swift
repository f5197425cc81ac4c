import Foundation
import SlipwayAPI
import SlipwayCore
import TestSupport
import Testing

/// Bytes on a socket that are no good request; the server goes on in every case.
@Suite(.timeLimit(.minutes(5))) struct GarbageTests {
    private static let health = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    @Test(arguments: [
        "GET /health HTTP/1.1\r\nX-Long: \(String(repeating: "a", count: 40_000))\r\n\r\n",
        "GET /health HTTP/1.1\r\n\((0..<200).map { "X-\($0): a\r\n" }.joined())\r\n",
        "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "GET /health HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
        "POST /health HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /health HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", "GET /health HTTP/9.9\r\n\r\n",
        "G\u{0}T /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nA\u{0}: b\r\n\r\n",
        "\r\n\r\n\r\n\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "hello\r\n\r\n",
        "GET http://[ HTTP/1.1\r\n\r\n", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
    ])
    func `what is no request is refused or ends its connection`(text: String) async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            // The server may have had enough of it before all of it is sent.
            try? await connection.send(text)
            connection.endSending()
            let answer = try await connection.read(until: "\r\n\r\n")
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer)")
            try await Self.expectLife(of: server)
        }
    }

    @Test(arguments: [
        ("GET /health?q=\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\n\r\n", 431, "REQUEST_016"),
        ("GET /health HTTP/1.1\r\nX-Long: \(String(repeating: "a", count: 40_000))\r\n\r\n", 431, "REQUEST_016"),
        ("GET /health HTTP/1.1\r\nA\u{0}: b\r\n\r\n", 400, "REQUEST_017"), ("hello\r\n\r\n", 400, "REQUEST_017"),
    ])
    func `a head that is too large or none is refused as every request is`(
        text: String, status: Int, code: String
    ) async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            try? await connection.send(text)
            let answer = try await connection.read(until: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("Content-Type: application/json"))
            #expect(try await connection.read(until: "\n").contains(#""code":"\#(code)""#))
            #expect(try await connection.readToEnd() == 0)
            try await Self.expectLife(of: server)
        }
    }

    @Test func `a body longer than announced spoils nothing but its own connection`() async throws {
        try await withLiveServer { server in
            let token = try await server.world.token(.organizationsWrite)
            let body = #"{"name":"gamma"}"#
            let connection = try await server.connect()
            try await connection.send(
                Self.creation(token, length: body.utf8.count) + body + "{\"name\":\"delta\"}\r\n\r\n")
            let first = try await connection.read(until: "\r\n\r\n")
            #expect(first.hasPrefix("HTTP/1.1 201 Created\r\n"))
            _ = try await connection.readToEnd()
            #expect(try await Self.organizations(of: server) == ["acme", "gamma"])
            try await Self.expectLife(of: server)
        }
    }

    @Test(arguments: ["", "zz\r\n"])
    func `a body that breaks off or goes wrong inside of its chunks changes nothing`(end: String) async throws {
        try await withLiveServer { server in
            let token = try await server.world.token(.organizationsWrite)
            let connection = try await server.connect()
            try await connection.send(
                "POST /api/v2/organizations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"name\":\"gamma\"}\r\n\(end)")
            connection.endSending()
            let answer = try await Self.everything(on: connection)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(answer)")
            #expect(try await Self.organizations(of: server) == ["acme"])
            try await Self.expectLife(of: server)
        }
    }

    @Test func `requests in one stream are answered in order, up to the first that is none`() async throws {
        try await withLiveServer { server in
            let token = try await server.world.token(.organizationsWrite)
            let body = #"{"name":"gamma"}"#
            let connection = try await server.connect()
            try await connection.send(
                "GET /health HTTP/1.1\r\nHost: a\r\n\r\n" + Self.creation(token, length: body.utf8.count) + body
                    + "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" + "garbage\u{0}\r\n\r\n"
                    + Self.creation(token, length: 16) + #"{"name":"delta"}"#)
            connection.endSending()
            let all = try await Self.everything(on: connection)
            let statuses = all.matches(of: /HTTP\/1\.1 ([0-9]{3})/).map { String($0.output.1) }
            #expect(statuses.prefix(3) == ["200", "201", "404"])
            #expect(statuses.dropFirst(3).allSatisfy { $0 == "400" })
            #expect(try await Self.organizations(of: server) == ["acme", "gamma"])
            try await Self.expectLife(of: server)
        }
    }

    @Test func `random bytes on many connections leave the server as it was`() async throws {
        try await withLiveServer { server in
            let token = try await server.world.token(.organizationsWrite)
            let sound = Array((Self.creation(token, length: 16) + #"{"name":"gamma"}"#).utf8)
            var random = SeededGenerator(seed: 31)
            for _ in 0..<300 {
                var bytes = sound
                for _ in 0..<Int.random(in: 1...12, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                let connection = try await server.connect()
                try? await connection.send(Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random))))
                connection.endSending()
                let answer = try await Self.everything(on: connection)
                #expect(!answer.contains("HTTP/1.1 5"), "\(answer)")
            }
            try await Self.expectLife(of: server)
        }
    }

    private static func creation(_ token: String, length: Int) -> String {
        "POST /api/v2/organizations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(length)\r\n\r\n"
    }

    private static func everything(on connection: RawConnection) async throws -> String {
        var bytes: [UInt8] = []
        while true {
            let more = try await connection.read()
            guard !more.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }

    private static func organizations(of server: LiveServer) async throws -> [String] {
        try await server.world.fleet.services.organizations.page(
            of: OrganizationQuery(), at: .first, limit: 9, as: server.world.fleet.ada
        ).rows.map(\.name)
    }

    private static func expectLife(of server: LiveServer) async throws {
        let connection = try await server.connect()
        try await connection.send(health)
        #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }
}
