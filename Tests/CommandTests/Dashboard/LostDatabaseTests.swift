import Foundation
import Glibc
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// What people see whose database is taken away under the open dashboard.
@Suite struct LostDatabaseTests {
    @Test func `A file that is gone is told with its age and a countdown, keys go on, and it comes back`() async throws
    {
        try await withDashboard { terminal, folder in
            try folder.move("fleet.db", to: "away.db")
            let lost = try await terminal.waitFor("lost database", timeout: CommandFolder.patience) { screen in
                screen.rows[0].contains(/db lost \d+:\d\d/) && screen.rows[1].contains("retry in ")
            }
            #expect(lost.rows[5].contains("spring"))
            try await expectKeysToBeAnswered(terminal)
            try await terminal.waitFor("older loss", timeout: CommandFolder.patience) { screen in
                screen.rows[0].contains(/db lost (0:0[1-9]|0:[1-5]\d|[1-9]\d*:\d\d) .* old/)
            }
            try folder.move("away.db", to: "fleet.db")
            terminal.press(.control("r"))
            try await terminal.waitFor("the database is back after ", timeout: CommandFolder.patience)
            try await terminal.waitFor("db ok", timeout: CommandFolder.patience)
        }
    }

    @Test func `Another database in its place is shown after a while`() async throws {
        try await withDashboard { terminal, folder in
            try await folder.prepareOther(named: "autumn")
            try folder.removeDatabase()
            try await terminal.waitFor("db lost", timeout: CommandFolder.patience)
            try await expectKeysToBeAnswered(terminal)
            try folder.move("other.db", to: "fleet.db")
            let screen = try await terminal.waitFor("other rollout", timeout: CommandFolder.patience) { screen in
                screen.rows[5].contains("autumn") && screen.rows[0].contains("db ok")
            }
            #expect(!screen.contains("spring"))
        }
    }

    @Test func `A file that is no database is a lost one`() async throws {
        try await withDashboard { terminal, folder in
            try folder.removeDatabase()
            try folder.write("something else that is long enough to be looked at", to: "fleet.db")
            let lost = try await terminal.waitFor("db lost", timeout: CommandFolder.patience)
            #expect(lost.rows[5].contains("spring"))
            try await expectKeysToBeAnswered(terminal)
        }
    }

    @Test func `What may no longer be written is a lost database where it has to be opened, and comes back`()
        async throws
    {
        try await withDashboard(asNobody: true) { terminal, folder in
            try folder.forbidWriting("fleet.db")
            try await terminal.waitForPause(of: .seconds(1), timeout: CommandFolder.patience)
            #expect(terminal.screen.rows[0].contains("db ok"))
            try await folder.prepareOther(named: "autumn")
            try folder.forbidWriting("other.db")
            try folder.removeDatabase()
            try folder.move("other.db", to: "fleet.db")
            let lost = try await terminal.waitFor("db lost", timeout: CommandFolder.patience)
            #expect(lost.rows[5].contains("spring"))
            try await expectKeysToBeAnswered(terminal)
            try folder.permitWriting()
            terminal.press(.control("r"))
            try await terminal.waitFor("other rollout", timeout: CommandFolder.patience) { screen in
                screen.rows[5].contains("autumn") && screen.rows[0].contains("db ok")
            }
        }
    }

    @Test func `A database that another program holds is read, and what is to be written waits for it`() async throws {
        try await withDashboard(isReadOnly: false) { terminal, folder in
            try await withLock(in: folder) { release in
                terminal.type("P")
                try await terminal.waitFor("Pause spring?", timeout: CommandFolder.patience)
                // A dialog does not hear keys that were on their way when it appeared.
                try await terminal.waitForPause(of: .milliseconds(300), timeout: CommandFolder.patience)
                terminal.type("y")
                try await terminal.waitFor("closed dialog", timeout: CommandFolder.patience) { screen in
                    !screen.contains("Pause spring?")
                }
                try await expectKeysToBeAnswered(terminal)
                let waiting = terminal.screen
                #expect(waiting.rows[0].contains("db ok") && !waiting.contains("PAUSED"))
                release()
                try await terminal.waitFor("PAUSED", timeout: CommandFolder.patience)
            }
        }
    }

    /// Holds the database for itself in another process until `body` releases it.
    private func withLock(
        in folder: CommandFolder, _ body: (_ release: () -> Void) async throws -> Void
    ) async throws {
        let gate = folder.path("gate")
        if mkfifo(gate, 0o600) != 0 { throw SystemError(call: "mkfifo", number: errno) }
        // Opened for both, nobody waits to open it; whoever reads from it waits until this is closed.
        let held = open(gate, O_RDWR | O_CLOEXEC)
        if held < 0 { throw SystemError(call: "open", number: errno) }
        var isHeld = true
        defer { if isHeld { close(held) } }
        let statements = """
            BEGIN EXCLUSIVE;
            .shell echo locked
            .shell cat \(gate)
            COMMIT;

            """
        try await ChildProcess.with(
            "/usr/bin/env", ["sqlite3", "-cmd", ".timeout 20000", folder.database], input: statements
        ) { shell in
            try await shell.waitForOutput("locked")
            try await body {
                close(held)
                isHeld = false
            }
        }
    }

    /// Help opens over the screen, and leaves it as it was.
    private func expectKeysToBeAnswered(_ terminal: PseudoTerminal) async throws {
        terminal.type("?")
        try await terminal.waitFor("type to search", timeout: CommandFolder.patience)
        terminal.press(.escape)
        try await terminal.waitFor("ROLLOUTS (1)", timeout: CommandFolder.patience)
    }

    /// Opens the dashboard on one batch that has not started and that nobody starts.
    private func withDashboard(
        isReadOnly: Bool = true, asNobody: Bool = false,
        _ body: (PseudoTerminal, CommandFolder) async throws -> Void
    ) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareBatch(named: "spring", in: folder.database)
            let program = try BuiltProgram.path
            // Nothing is forbidden to the superuser.
            let isDemoted = asNobody && getuid() == 0
            if isDemoted { try folder.permitEverybody() }
            let demotion = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program]
            try await PseudoTerminal.with(
                isDemoted ? "/usr/bin/env" : program,
                (isDemoted ? demotion : []) + ["dashboard", "--interval", "0.2", "--database", folder.database]
                    + (isReadOnly ? ["--read-only"] : []),
                environment: folder.environment
            ) { terminal in
                try await terminal.waitFor("spring", timeout: CommandFolder.patience)
                try await body(terminal, folder)
            }
        }
    }
}

extension CommandFolder {
    fileprivate func prepareBatch(named name: String, in path: String) async throws {
        let repository = try SQLiteRepository.open(path: path, clock: { .example }, readers: 1)
        try await repository.write { transaction in
            let owner = try transaction.insertOrganization()
            let devices = try transaction.insertDevices(2, in: owner.id)
            let release = try transaction.insertRelease()
            try transaction.insertBatch(of: devices, firmware: release.id, name: name)
        }
        try await repository.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }

    /// `other.db`, beside the database.
    fileprivate func prepareOther(named name: String) async throws {
        try MigratedFile.write(to: path("other.db"))
        try await prepareBatch(named: name, in: path("other.db"))
    }

    fileprivate func forbidWriting(_ name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path(name))
    }

    /// The database, and its journal, to which SQLite gives the same permissions.
    fileprivate func permitWriting() throws {
        for name in try databaseFiles {
            try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path(name))
        }
    }

    private var databaseFiles: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.hasPrefix("fleet.db") }
        }
    }

    /// The folder, and the database in it.
    fileprivate func permitEverybody() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: url.path)
        try permitWriting()
    }

    fileprivate func move(_ name: String, to next: String) throws {
        try FileManager.default.moveItem(atPath: path(name), toPath: path(next))
    }

    /// With its journal, as somebody does who restores another one.
    fileprivate func removeDatabase() throws {
        for name in try databaseFiles { try FileManager.default.removeItem(atPath: path(name)) }
    }
}
