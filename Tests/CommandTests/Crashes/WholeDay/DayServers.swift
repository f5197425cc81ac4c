import DeviceSimulator
import Foundation
import Glibc
import SlipwayCore
import TestSupport

/// The servers of a day, which are killed and come back at the same place.
actor DayServers {
    nonisolated let addresses: [ServerAddress]
    private let database: DayDatabase
    private let home: URL
    private var servers: [ServerProcess]
    private(set) var kills = 0
    /// Of them, those in a write transaction.
    private(set) var killsInTransaction = 0
    /// Servers that ended by themselves.
    private(set) var accidents: [String] = []

    /// - Parameter home: a folder for what they keep on the disk.
    init(on database: DayDatabase, home: URL) async throws {
        var servers: [ServerProcess] = []
        do {
            for number in 0..<database.kind.servers {
                servers.append(try await Self.start(number, at: 0, on: database, home: home))
            }
        } catch {
            for server in servers { server.kill() }
            throw error
        }
        self.servers = servers
        self.database = database
        self.home = home
        addresses = servers.map { ServerAddress(host: "127.0.0.1", port: $0.port) }
    }

    /// One of them, which is gone for a moment.
    func kill(using random: inout SeededGenerator) async throws {
        let number = Int.random(in: servers.indices, using: &random)
        let pause = Duration.milliseconds(Int.random(in: 0...200, using: &random))
        // Stopped first, so that whether a transaction is open at the kill can be seen.
        servers[number].stop()
        kills += 1
        if try await database.isWriting(Self.name(number)) { killsInTransaction += 1 }
        try await end(servers[number])
        try await Task.sleep(for: pause)
        servers[number] = try await Self.start(number, at: servers[number].port, on: database, home: home)
    }

    func endAll() async throws {
        for server in servers { try await end(server) }
    }

    /// For a test that is over before `endAll`.
    func killAll() {
        for server in servers { server.kill() }
    }

    private func end(_ server: ServerProcess) async throws {
        server.kill()
        let status = try await server.end()
        if status != .killed(signal: Int(SIGKILL)) { accidents.append("port \(server.port): \(status)") }
    }

    private static func start(
        _ number: Int, at port: Int, on database: DayDatabase, home: URL
    ) async throws -> ServerProcess {
        // PostgreSQL tells its connections apart by this name.
        let environment = PseudoTerminal.xterm.merging(["HOME": home.path, "PGAPPNAME": name(number)]) { $1 }
        return try await ServerProcess.start(on: database.address, port: port, environment: environment)
    }

    private static func name(_ number: Int) -> String { "server-\(number)" }
}
