import Foundation
import HTTPTypes
import Logging
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What only a socket shows.
@Suite(.timeLimit(.minutes(5))) struct LiveServerTests {
    @Test func `a client that waits to be asked for its body is asked, if it may send one`() async throws {
        try await withLiveServer { server in
            let token = try await server.world.token(.devicesWrite)
            let body = #"{"device_uid":"new","organization_id":\#(server.world.fleet.acme.id)}"#
            func head(_ token: String) -> String {
                "POST /api/v2/devices HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                    + "Expect: 100-continue\r\n\r\n"
            }
            let good = try await server.connect()
            try await good.send(head(token))
            #expect(try await good.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await good.send(body)
            #expect(try await good.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 201 Created\r\n"))
            let bad = try await server.connect()
            try await bad.send(head("wrong"))
            #expect(try await bad.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
        }
    }

    @Test func `an upload whose client goes away leaves nothing`() async throws {
        try await withTemporaryFolder { folder in
            var settings = APISettings()
            settings.uploadFolder = folder.path
            try await withLiveServer(api: settings) { server in
                try await Self.beginUpload(to: server, folder: folder.path).drop()
                try await until { try NamelessFiles.sizes(in: folder.path).isEmpty }
                let page = try await server.world.fleet.services.firmware.page(
                    of: FirmwareQuery(), at: .first, limit: 9, as: server.world.fleet.ada)
                #expect(page.rows.map(\.version) == ["2.0.0"])
            }
        }
    }

    @Test func `a shutdown finishes the download that is open`() async throws {
        try await withLiveServer { server in
            let download = try await LargeDownload.prepare(in: server.world)
            let connection = try await download.open(on: server)
            await server.beginShutdown()
            #expect(try await connection.readToEnd() == LargeDownload.size - 1)
            // The last bytes may arrive before the port is closed; that it closes is what the limit of time holds.
            try await until { (try? await server.connect()) == nil }
        }
    }

    @Test func `a port that is taken is named, and nothing is served`() async throws {
        try await withLiveServer { server in
            let address = try #require(ListenAddress("127.0.0.1:\(server.port)"))
            let second = APIServer(
                services: server.world.fleet.services, settings: APISettings(), address: address,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let fault = FieldFault(
                field: "listen", fault: "127.0.0.1:\(server.port) is in use already; --listen takes another")
            await #expect(throws: SlipwayError.invalidRequest([fault])) { try await second.run() }
        }
    }

    @Test func `a body that takes too long is told so, and its connection ends`() async throws {
        var settings = APISettings()
        settings.bodyPatience = .milliseconds(50)
        try await withLiveServer(api: settings) { server in
            let token = try await server.world.token(.devicesWrite)
            let connection = try await server.connect()
            try await connection.send(
                "POST /api/v2/devices HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Length: 100\r\n\r\n{")
            #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            _ = try await connection.readToEnd()
        }
    }

    @Test func `a body that is shorter than announced changes nothing`() async throws {
        try await withLiveServer { server in
            let token = try await server.world.token(.organizationsWrite)
            let connection = try await server.connect()
            try await connection.send(
                "POST /api/v2/organizations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Length: 100\r\n\r\n{\"name\":\"gamma\"}")
            connection.endSending()
            _ = try await connection.readToEnd()
            let page = try await server.world.fleet.services.organizations.page(
                of: OrganizationQuery(), at: .first, limit: 9, as: server.world.fleet.ada)
            #expect(page.rows.map(\.name) == ["acme"])
        }
    }

    /// - Returns: the connection, once a part of the upload is on disk.
    private static func beginUpload(to server: LiveServer, folder: String) async throws -> RawConnection {
        let token = try await server.world.token(.firmwareWrite)
        let form = FormExample(fields: ["version": "3.1.0"], file: [UInt8](repeating: 7, count: 200_000))
        let connection = try await server.connect()
        try await connection.send(
            "POST /api/v2/firmware/upload HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                + "Content-Type: \(form.headers[.contentType] ?? "")\r\nContent-Length: \(form.bytes.count)\r\n\r\n")
        try await connection.send(Array(form.bytes.prefix(150_000)))
        try await until { try NamelessFiles.sizes(in: folder).contains { $0 > 0 } }
        return connection
    }

    @Test func `a HEAD on a socket is followed by the next answer, and by no body`() async throws {
        try await withLiveServer { server in
            let connection = try await server.connect()
            try await connection.send(
                "HEAD /openapi.json HTTP/1.1\r\nHost: a\r\n\r\nHEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
            for status in ["200 OK", "404 Not Found", "200 OK"] {
                let head = try await connection.read(until: "\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 \(status)\r\n"), "\(head)")
                #expect(head.lowercased().contains("content-length: "))
            }
        }
    }
}
