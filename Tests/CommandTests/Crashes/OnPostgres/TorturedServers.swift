import DeviceSimulator
import Foundation
import Glibc
import SlipwayCore
import TestSupport

/// Several servers on one PostgreSQL, and what befalls either.
actor TorturedServers {
    enum Kill: Hashable, Sendable {
        case server
        /// A process of PostgreSQL that serves one connection, upon which it ends all of them.
        case backend
        case cluster
    }

    nonisolated let addresses: [ServerAddress]
    private let database: PostgresDatabase
    /// What they are told of it.
    private let url: String
    private let console: PostgresConsole
    private let environment: [String: String]
    private var servers: [ServerProcess]
    private(set) var kills: [Kill: Int] = [:]
    /// Backends that were in a transaction when they died.
    private(set) var killsInTransaction = 0
    /// Servers that ended by themselves.
    private(set) var accidents: [String] = []

    /// - Parameters:
    ///   - url: none for that of the database.
    ///   - home: a folder for what they keep on the disk.
    init(_ count: Int, on database: PostgresDatabase, url: String? = nil, home: URL) async throws {
        let url = url ?? database.url
        let environment = PseudoTerminal.xterm.merging(["HOME": home.path]) { _, own in own }
        var servers: [ServerProcess] = []
        do {
            for _ in 0..<count {
                servers.append(try await ServerProcess.start(on: url, environment: environment))
            }
        } catch {
            for server in servers { server.kill() }
            throw error
        }
        self.servers = servers
        self.environment = environment
        addresses = servers.map { ServerAddress(host: "127.0.0.1", port: $0.port) }
        self.database = database
        self.url = url
        console = PostgresConsole(database.server.connectionInfo(database: "postgres"))
    }

    func happen(_ kill: Kill, random: inout SeededGenerator) async throws {
        kills[kill, default: 0] += 1
        switch kill {
        case .server:
            let index = Int.random(in: servers.indices, using: &random)
            try await end(servers[index])
            servers[index] = try await ServerProcess.start(
                on: url, port: servers[index].port, environment: environment)
        case .backend: try await killBackend(choice: Int.random(in: 0..<1_000, using: &random))
        case .cluster:
            try await database.server.happen(.kill)
            await console.disconnect()
            try await database.server.happen(.recover)
        }
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

    /// One that is at work, where any is.
    private func killBackend(choice: Int) async throws {
        while true {
            let backends = await backends()
            guard let first = backends.first else {
                // Asked without a pause, it would keep those that begin anew from the processors.
                try await Task.sleep(for: .milliseconds(10))
                continue
            }
            let busy = backends.filter { $0.isBusy }
            let victim = busy.isEmpty ? first : busy[choice % busy.count]
            guard Glibc.kill(victim.identifier, SIGKILL) == 0 else { continue }
            if victim.isBusy { killsInTransaction += 1 }
            await console.disconnect()
            return
        }
    }

    private func backends() async -> [(identifier: pid_t, isBusy: Bool)] {
        // Nobody answers while it recovers.
        let rows = try? await console.run(
            """
            SELECT pid, xact_start IS NOT NULL FROM pg_stat_activity
            WHERE datname = '\(database.name)' AND backend_type = 'client backend'
            ORDER BY pid
            """)
        return (rows ?? []).compactMap { row in pid_t(row[0]).map { ($0, row[1] == "t") } }
    }
}
