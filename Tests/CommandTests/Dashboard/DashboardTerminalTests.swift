import Glibc
import SlipwayCore
import TestSupport
import Testing

/// The dashboard on a database that nobody else writes to.
@Suite struct DashboardTerminalTests {
    @Test func `Where nothing changes nothing is written, and what changes is shown`() async throws {
        try await withDashboard { terminal, folder in
            try await terminal.waitFor("spring", timeout: CommandFolder.patience)
            // Fifteen polls; the clock's minute may fall into one such pause, never into all.
            try await terminal.waitForPause(of: .seconds(3), timeout: CommandFolder.patience)
            try await folder.repository().write { transaction in
                try transaction.setBoth(UpdateBatch.ID(1), to: .paused)
            }
            try await terminal.waitFor("PAUSED", timeout: CommandFolder.patience)
            try await terminal.waitForPause(of: .seconds(1), timeout: CommandFolder.patience)
        }
    }

    @Test func `On a file, nothing of PostgreSQL is loaded`() async throws {
        try await withDashboard { terminal, _ in
            _ = try await settled(terminal)
            let map = try terminal.memoryMap
            #expect(map.contains("libsqlite3") && !map.contains("libpq"))
        }
    }

    @Test func `A key wakes one thread, once`() async throws {
        try await withDashboard(interval: "60") { terminal, _ in
            _ = try await settled(terminal)
            var fewest = Int.max
            for _ in 1...10 {
                let before = try terminal.sleeps
                for _ in 1...10 {
                    terminal.type("?")
                    try await terminal.waitFor("type to search", timeout: CommandFolder.patience)
                    terminal.type("q")
                    try await terminal.waitFor("screen without help", timeout: CommandFolder.patience) { screen in
                        !screen.contains("type to search")
                    }
                }
                fewest = min(fewest, try terminal.sleeps - before)
            }
            // Twenty keys, and what time wakes besides; with a hop to another thread it would be forty at least. A key that
            // comes before the thread sleeps again wakes none.
            #expect(fewest <= 35)
        }
    }

    @Test func `To open a screen and to go back wakes few threads`() async throws {
        try await withDashboard(interval: "60") { terminal, _ in
            _ = try await settled(terminal)
            var fewest = Int.max
            for _ in 1...10 {
                let before = try terminal.sleeps
                for _ in 1...5 {
                    terminal.type("\r")
                    try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
                    terminal.type("q")
                    try await terminal.waitFor("ROLLOUTS (", timeout: CommandFolder.patience)
                    try await terminal.waitForPause(of: .milliseconds(30), timeout: CommandFolder.patience)
                }
                fewest = min(fewest, try terminal.sleeps - before)
            }
            // Of the ten readings each is asked for, done and answered on threads of their own; where a reading was four
            // tasks it was 70 at least.
            #expect(fewest <= 66)
        }
    }

    @Test func `The screen follows every size, down to a single line and back`() async throws {
        try await withDashboard { terminal, _ in
            let before = try await settled(terminal)
            #expect(before.rows[22] == " enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit")
            let home = list(before)
            try terminal.resize(columns: 160, rows: 48)
            try await terminal.waitFor("screen of 160x48 with details", timeout: CommandFolder.patience) { screen in
                screen.rows[46].contains("n new  / filter  : command")
                    && screen.rows[4].contains("│ · PENDING  firmware 2.0.0")
            }
            try terminal.resize(columns: 40, rows: 10)
            try await terminal.waitFor("screen of 40x10 with a summary", timeout: CommandFolder.patience) { screen in
                screen.rows[1...] == [" 1 rollout, attention 1", "› · spring 0%", "", "", "", "", "", "", ""]
            }
            try terminal.resize(columns: 20, rows: 5)
            try await terminal.waitFor("screen of 20x5 with one line", timeout: CommandFolder.patience) { screen in
                screen.rows == ["spring 0%", "", "", "", ""]
            }
            try terminal.resize(columns: 1, rows: 1)
            try terminal.resize(columns: 80, rows: 24)
            try await terminal.waitFor("first screen again", timeout: CommandFolder.patience) { screen in
                list(screen) == home
            }
            // At home Esc does nothing, once it is certain that it is no part of a sequence.
            terminal.press(.escape)
            try await terminal.waitForPause(of: .milliseconds(500), timeout: CommandFolder.patience)
            #expect(list(terminal.screen) == home)
            terminal.type("q")
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
            #expect(try terminal.modes == terminal.initialModes)
        }
    }

    @Test(arguments: ["xterm-256color", "screen"])
    func `What is pasted outside a field does nothing`(type: String) async throws {
        try await withDashboard(environment: ["TERM": type]) { terminal, _ in
            try await terminal.waitFor("spring", timeout: CommandFolder.patience)
            terminal.paste("quit\nq:q\n?jjG4q")
            let screen = try await terminal.waitFor("a paste was ignored", timeout: CommandFolder.patience)
            #expect(screen.contains("ROLLOUTS (1)"))
            terminal.type("?")
            try await terminal.waitFor("type to search", timeout: CommandFolder.patience)
        }
    }

    @Test func `Keys that arrive together are keys, Esc and the key after it too`() async throws {
        try await withDashboard { terminal, _ in
            try await terminal.waitFor("spring", timeout: CommandFolder.patience)
            terminal.type("jkG?/quit")
            try await terminal.waitFor("search: quit", timeout: CommandFolder.patience)
            terminal.press(.escape)
            try await terminal.waitFor("ROLLOUTS (1)", timeout: CommandFolder.patience)
            terminal.type("\r")
            try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
            // In one write: up from the batch, and out from home.
            terminal.type("\u{1B}q")
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
        }
    }

    @Test func `Stopped and continued, the dashboard is there again`() async throws {
        try await withDashboard { terminal, _ in
            let before = try await settled(terminal)
            for _ in 1...2 {
                terminal.press(.control("z"))
                try await terminal.waitUntilSuspended(timeout: CommandFolder.patience)
                #expect(try terminal.modes == terminal.initialModes)
                terminal.resume()
                try await terminal.waitFor("same screen", timeout: CommandFolder.patience) { screen in
                    list(screen) == list(before)
                }
                terminal.press(.enter)
                try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
                let modes = try terminal.modes
                #expect(modes.isAlternateScreen && modes.isPasteBracketed && !modes.echoes)
                terminal.press(.escape)
                try await terminal.waitFor("ROLLOUTS (1)", timeout: CommandFolder.patience)
            }
            terminal.type("q")
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
            #expect(try terminal.modes == terminal.initialModes)
        }
    }

    @Test func `What devices and people wrote never reaches the terminal as control bytes`() async throws {
        let evil = "\u{1B}]0;owned\u{07}\u{9B}31m\u{202E}\u{200B}\r\n\u{7F}"
        try await withDashboard(named: "spring\(evil)", devices: ["漢字😀\(evil)", "b"], failing: evil) { terminal, _ in
            try await terminal.waitFor("spring·]0;owned·", timeout: CommandFolder.patience)
            terminal.press(.enter)
            try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
            terminal.type("4")
            try await terminal.waitFor("漢字😀·]0;owned·", timeout: CommandFolder.patience)
            let written = String(decoding: terminal.output, as: UTF8.self)
            for hostile in ["\u{1B}]", "\u{07}", "\u{9B}", "\u{202E}", "\u{200B}", "\u{7F}"] {
                #expect(!written.unicodeScalars.contains(hostile.unicodeScalars), "\(hostile.debugDescription)")
            }
            terminal.type("qq")
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
        }
    }

    @Test func `A terminal that nobody knows is drawn on, and named afterwards`() async throws {
        try await withDashboard(environment: ["TERM": "nonsense"]) { terminal, _ in
            try await terminal.waitFor("spring", timeout: CommandFolder.patience)
            terminal.type("q")
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
            #expect(terminal.screen.contains("terminal type nonsense is unknown here: drawing as xterm-256color"))
        }
    }

    @Test func `Without a terminal the home screen comes once as text`() async throws {
        try await withCommandFolder { folder in
            let outcome = try await folder.slipway("dashboard", "--read-only")
            #expect(
                outcome
                    == .init(
                        status: .exited(0),
                        output: """
                            all organizations: 0 rollouts, attention 0
                            create one: slipway batches create --name NAME --firmware VERSION --organization NAME

                            """,
                        errors: "this is not a terminal that can show the dashboard; its home screen once, as text:\n"))
        }
    }

    /// The screen with the batch, once nothing is painted any more.
    private func settled(_ terminal: PseudoTerminal) async throws -> Screen {
        try await terminal.waitFor("spring", timeout: CommandFolder.patience)
        try await terminal.waitForPause(of: .milliseconds(500), timeout: CommandFolder.patience)
        return terminal.screen
    }

    /// The rows below the first line and above what tells for how long something has been wrong.
    private func list(_ screen: Screen) -> [String] {
        Array(screen.rows.dropFirst().prefix { !$0.hasPrefix(" ATTENTION") })
    }

    /// Opens the dashboard on one batch that has not started and that nobody starts.
    private func withDashboard(
        named name: String = "spring", devices uids: [String] = ["gw-1", "gw-2"], failing reason: String? = nil,
        interval: String = "0.2", environment: [String: String] = [:],
        _ body: (PseudoTerminal, CommandFolder) async throws -> Void
    ) async throws {
        try await withCommandFolder { folder in
            try await folder.repository().write { transaction in
                let owner = try transaction.insertOrganization()
                let devices = try transaction.insert(uids.map { NewDevice.example(uid: $0, in: owner.id) })
                let release = try transaction.insertRelease()
                let batch = try transaction.insertBatch(of: devices, firmware: release.id, name: name)
                guard let reason else { return }
                let sessions = try transaction.startBatch(batch)
                for session in sessions.prefix(1) { try transaction.step(session, to: .failed, failure: reason) }
            }
            try await PseudoTerminal.with(
                BuiltProgram.path,
                ["dashboard", "--read-only", "--interval", interval, "--database", folder.database],
                environment: folder.environment.merging(environment) { _, own in own }
            ) { terminal in
                try await body(terminal, folder)
            }
        }
    }
}
