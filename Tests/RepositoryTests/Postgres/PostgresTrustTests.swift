import Foundation
import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

/// What is said of a server that is there, where it and we do not trust each other.
@Suite struct PostgresTrustTests {
    @Test func `why a connection cannot be secured is told in libpq's own words, in one line`() async throws {
        try await withTemporaryFolder { folder in
            let certificates = try TestCertificates(in: folder)
            let (port, server) = try await Self.start(
                ["ssl=on", "ssl_cert_file=\(certificates.server).crt", "ssl_key_file=\(certificates.server).key"])
            let cases = [
                (
                    "host=localhost sslmode=verify-full sslrootcert=/nowhere/root.crt",
                    "root certificate file \"/nowhere/root.crt\" does not exist"
                ),
                (
                    "host=localhost sslmode=verify-full sslrootcert=\(certificates.stranger)",
                    "SSL error: certificate verify failed"
                ),
                (
                    "host=127.0.0.1 sslmode=verify-full sslrootcert=\(certificates.authority)",
                    "server certificate for \"localhost\" does not match host name \"127.0.0.1\""
                ),
                ("host=localhost sslmode=verify-ful", "invalid sslmode value: \"verify-ful\""),
            ]
            for (settings, words) in cases {
                let told = await Self.told(by: "\(settings) port=\(port) user=slipway dbname=postgres")
                #expect(told.contains(words) && !told.contains("no server answers"), "\(told)")
                #expect(!told.contains { $0.isNewline || $0 == "\t" })
            }
            let right = "host=localhost sslmode=verify-full sslrootcert=\(certificates.authority)"
            let told = await Self.told(by: "\(right) port=\(port) user=slipway dbname=postgres")
            #expect(told.contains("has no schema yet"), "\(told)")
            _ = server
        }
    }

    @Test func `a server without TLS is told as such where TLS is asked for`() async throws {
        let (port, server) = try await Self.start([])
        let told = await Self.told(by: "host=localhost sslmode=require port=\(port) user=slipway dbname=postgres")
        #expect(told.contains("server does not support SSL, but SSL was required"), "\(told)")
        _ = server
    }

    @Test(arguments: ["host=localhost channel_binding=requre", "host=db-1,db-2 port=1,2,3", "service=nowhere"])
    func `settings that are none are told as such`(settings: String) async throws {
        let told = await Self.told(by: settings)
        #expect(!told.contains("no server answers"), "\(told)")
    }

    private static func told(by settings: String) async -> String {
        do {
            try await PostgresRepository(try PostgresLocation(settings), logger: .quiet).requireCurrent()
            return ""
        } catch {
            return (error as? SlipwayError)?.message ?? "\(error)"
        }
    }

    /// Reached by TCP at a port that is free.
    private static func start(_ settings: [String]) async throws -> (port: Int, server: PostgresServer) {
        for _ in 1...5 {
            let port = Int.random(in: 20_000...32_000)
            let reached = ["listen_addresses=localhost", "port=\(port)"]
            if let server = try? await PostgresServer.start(settings: PostgresServer.quick + reached + settings) {
                return (port, server)
            }
        }
        throw PostgresServer.NotStarted(description: "PostgreSQL did not start with \(settings)")
    }
}

/// A certificate for `localhost`, who signed it, and one who did not.
private struct TestCertificates {
    /// Without the extensions of certificate and key.
    let server: String
    let authority: String
    let stranger: String

    init(in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.script, "certificates", folder.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "is openssl installed?")
        (server, authority) = ("\(folder.path)/server", "\(folder.path)/authority.crt")
        stranger = "\(folder.path)/stranger.crt"
    }

    private static let script = """
        set -e
        chmod 755 "$1" && cd "$1"
        for name in authority stranger; do
            openssl req -x509 -nodes -newkey rsa:2048 -days 2 -subj "/CN=$name" -keyout $name.key -out $name.crt
        done
        openssl req -new -nodes -newkey rsa:2048 -subj /CN=localhost -keyout server.key -out server.csr
        openssl x509 -req -in server.csr -days 2 -CA authority.crt -CAkey authority.key -CAcreateserial -out server.crt
        chmod 600 server.key
        [ "$(id -u)" != 0 ] || chown postgres server.key
        """
}
