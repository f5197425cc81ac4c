import Foundation
import SlipwayCore
import TestSupport
import Testing

/// A primary, and a standby that has each commit before it is answered.
@Suite("Failed over to a standby")
struct FailoverTests {
    @Test(.timeLimit(.minutes(10)))
    func `servers, devices and a dashboard go on at the standby, and no answer is forgotten`() async throws {
        try await SharedFleet.with(groups: 2, devices: 20) { fleet in
            let standby = try await PostgresStandby.start(
                of: fleet.database.server, isSynchronous: true, settings: ["autovacuum=off"])
            let url = standby.eitherURL(database: fleet.database.name)
            let torture = try await withTemporaryFolder { home in
                let servers = try await TorturedServers(2, on: fleet.database, url: url, home: home)
                let torture = PostgresTorture(fleet, servers)
                do {
                    try await torture.run {
                        try await withDashboard(on: url, home: home) { terminal in
                            try await torture.answered.waitFor(100)
                            try await fleet.database.server.happen(.kill)
                            try await terminal.waitFor("db lost", timeout: CommandFolder.patience)
                            let start = ContinuousClock.now
                            try await standby.server.happen(.promote)
                            let promoted = ContinuousClock.now
                            try await torture.answered.waitFor(torture.answered.record.count + 1)
                            print("promoted in \(promoted - start), first success \(.now - promoted) later")
                            try await terminal.waitFor("db ok", timeout: CommandFolder.patience)
                            try await torture.answered.waitFor(torture.answered.record.count + 100)
                        }
                    }
                } catch {
                    await servers.killAll()
                    throw error
                }
                #expect(await servers.accidents == [])
                return torture
            }
            let after = fleet.moved(to: standby.server)
            let record = torture.answered.record
            print("\(record.batches.count) batches, \(record.count) answers, \(record.failures) without one")
            #expect(try await after.forgotten(of: record) == [])
            #expect(try await after.unfinished() == [])
            #expect(try await FleetDamage.all(in: after.database.console, deviceCount: fleet.deviceCount) == [])
            #expect(record.failures > 0)
        }
    }

    private func withDashboard(
        on url: String, home: URL, _ body: (PseudoTerminal) async throws -> Void
    ) async throws {
        let environment = PseudoTerminal.xterm.merging(["HOME": home.path]) { _, own in own }
        try await PseudoTerminal.with(
            BuiltProgram.path, ["dashboard", "--interval", "0.2", "--database", url], environment: environment
        ) { terminal in
            try await terminal.waitFor("ROLLOUTS", timeout: CommandFolder.patience)
            try await body(terminal)
            terminal.type("q")
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
        }
    }
}

extension AnsweredRequests {
    /// - Parameter count: of all that were ever answered.
    fileprivate func waitFor(_ count: Int) async throws {
        for await reached in counts where reached >= count { return }
        try Task.checkCancellation()
    }
}
