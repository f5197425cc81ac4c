import Foundation
import Glibc
import Logging
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// The API in a process of its own, over a repository that answers each write before the commit that it is part of.
struct HastyServer {
    let port: Int
    private let identifier: pid_t
    /// In seconds.
    private static let limit: UInt32 = 120

    /// A server that `body` kills.
    static func with(on path: String, _ body: (HastyServer) async throws -> Void) async throws {
        let notice = URL(filePath: path + "-server")
        try? FileManager.default.removeItem(at: notice)
        async let ended: Void = runUntilKilled(on: path)
        var numbers: [Int] = []
        try await until {
            guard let text = try? String(contentsOf: notice, encoding: .utf8) else { return false }
            numbers = text.split(separator: " ").compactMap { Int($0) }
            return numbers.count == 2
        }
        let server = HastyServer(port: numbers[0], identifier: pid_t(numbers[1]))
        defer { server.kill() }
        try await body(server)
        await ended
    }

    func kill() { _ = Glibc.kill(identifier, SIGKILL) }

    private static func runUntilKilled(on path: String) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            try await HastyServer.serve(path)
        }
    }

    private static func serve(_ path: String) async throws {
        // Where the test gives up before it kills this, it would wait for its end for ever.
        alarm(limit)
        let logger = Logger(label: "hasty") { _ in SwiftLogNoOpLogHandler() }
        let services = Services(repository: try HastyRepository(path: path), logger: logger)
        let address = try #require(ListenAddress("127.0.0.1:0"))
        let server = APIServer(services: services, settings: APISettings(), address: address, logger: logger) { port in
            try? Data("\(port) \(getpid())".utf8).write(to: URL(filePath: path + "-server"), options: .atomic)
        }
        try await server.run()
    }
}
