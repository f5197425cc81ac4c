import SlipwayAPI
import SlipwayCore
import Testing

/// What happens on one connection between its requests.
@Suite(.timeLimit(.minutes(5))) struct ConnectionTests {
    private static let health = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a body that comes after its refusal is passed over, and the next request is answered`() async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            try await connection.send("POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
            #expect(try await connection.readAnswer().hasPrefix("HTTP/1.1 404 "))
            for part in ["he", "llo", Self.health] { try await connection.send(part) }
            #expect(try await connection.readAnswer().hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `a request that comes in pieces is one`() async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            let token = try await server.world.token(.organizationsWrite)
            let body = #"{"name":"gamma"}"#
            let head =
                "POST /api/v2/organizations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n"
            for byte in (head + body).utf8 { try await connection.send([byte]) }
            #expect(try await connection.readAnswer().hasPrefix("HTTP/1.1 201 "))
        }
    }

    @Test func `a client that asks for the end of the connection gets its answer first, and nothing after it`()
        async throws
    {
        try await withLiveServer { server in
            let connection = try await server.connect()
            try await connection.send(
                "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + Self.health)
            #expect(try await connection.readAnswer().hasPrefix("HTTP/1.1 200 "))
            #expect(try await connection.readToEnd() == 0)
        }
    }

    @Test func `a client that sends nothing more gets what it has asked for, and then the end`() async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            try await connection.send(Self.health + Self.health)
            connection.endSending()
            for _ in 0..<2 { #expect(try await connection.readAnswer().hasPrefix("HTTP/1.1 200 ")) }
            #expect(try await connection.readToEnd() == 0)
        }
    }

    @Test func `many requests sent ahead are answered, though none of the answers is taken meanwhile`() async throws {
        let count = 2_000
        var settings = APISettings()
        settings.unauthenticatedBurst = count
        // The server is through long before a client on a busy machine has read all of it.
        (settings.idleTimeout, settings.sendingPatience) = (.seconds(600), .seconds(600))
        try await withLiveServer(api: settings) { server in
            let connection = try await server.connect()
            try await connection.send(String(repeating: Self.health, count: count))
            for _ in 0..<count {
                let answer = try await connection.readAnswer()
                #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
            }
        }
    }

    @Test func `a connection on which nothing moves is closed, whether it has asked for anything or not`()
        async throws
    {
        var settings = APISettings()
        settings.idleTimeout = .milliseconds(100)
        try await withLiveServer(api: settings) { server in
            let (silent, answered) = (try await server.connect(), try await server.connect())
            try await answered.send(Self.health)
            #expect(try await answered.readAnswer().hasPrefix("HTTP/1.1 200 "))
            for connection in [silent, answered] { #expect(try await connection.readToEnd() == 0) }
        }
    }

    @Test func `a server that stops closes what is idle`() async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            try await connection.send(Self.health)
            #expect(try await connection.readAnswer().hasPrefix("HTTP/1.1 200 "))
            await server.beginShutdown()
            #expect(try await connection.readToEnd() == 0)
        }
    }

    @Test func `an answer has its date, its length and an id of its own`() async throws {
        var api = APISettings()
        api.wallClock = { Timestamp(milliseconds: 784_111_777_999) }
        try await withLiveServer(api: api) { server in
            let connection = try await server.connect()
            var ids: Set<String> = []
            for _ in 0..<2 {
                try await connection.send(Self.health)
                let answer = try await connection.readAnswer()
                #expect(answer.contains("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"))
                #expect(answer.contains(/\r\nContent-Length: [0-9]+\r\n/))
                ids.insert(try #require(answer.firstMatch(of: /\r\nX-Request-Id: ([0-9a-f]+)\r\n/).map { "\($0.1)" }))
            }
            #expect(ids.count == 2)
        }
    }
}

extension RawConnection {
    /// The next answer with its body; what there is of it where the connection ends before.
    fileprivate func readAnswer() async throws -> String {
        let head = try await read(until: "\r\n\r\n")
        guard let length = head.firstMatch(of: /Content-Length: ([0-9]+)/).flatMap({ Int($0.1) }) else { return head }
        var left = length
        while left > 0 {
            let count = try await read(upTo: left).count
            guard count > 0 else { break }
            left -= count
        }
        return head
    }
}
