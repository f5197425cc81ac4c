import Foundation
import Glibc
import Testing

/// The demonstration, as somebody sees it who looks at the program for the first time.
@Suite struct DemoTerminalTests {
    @Test func `The fleet lives by itself, and one gets around in it with a few keys`() async throws {
        try await withDemo { terminal, folder in
            let first = try await home(of: terminal)
            #expect(first.rows[0].hasPrefix(" slipway  all organizations"))
            let modes = try terminal.modes
            #expect(modes.isAlternateScreen && modes.isPasteBracketed && !modes.isCursorVisible && !modes.echoes)
            try await terminal.waitFor("rollout that has moved on", timeout: CommandFolder.patience) { screen in
                screen.contains("ROLLOUTS (") && screen.rows[5..<10] != first.rows[5..<10]
            }

            terminal.press(.enter)
            let batch = try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
            #expect(batch.rows[0].contains("› rollouts ›"))
            terminal.type("?")
            try await terminal.waitFor("type to search", timeout: CommandFolder.patience)
            terminal.press(.escape)
            try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
            terminal.press(.escape)
            try await terminal.waitFor("ROLLOUTS (", timeout: CommandFolder.patience)
            terminal.type("q")
            try await expectClean(terminal, folder)
        }
    }

    enum End: CaseIterable {
        case quit, commandLine, interruptedTwice, terminated, terminatedWhileSmall, hungUp
    }

    @Test(arguments: End.allCases)
    func `Whoever leaves finds the terminal as it was, and nothing in the temporary folder`(end: End) async throws {
        try await withDemo { terminal, folder in
            try await home(of: terminal)
            switch end {
            case .quit: terminal.type("q")
            case .commandLine:
                terminal.type(":q")
                terminal.press(.enter)
            case .interruptedTwice: terminal.press(.control("c"), .control("c"))
            case .terminated: terminal.signal(SIGTERM)
            case .hungUp: await hangUpOften(terminal)
            case .terminatedWhileSmall:
                try terminal.resize(columns: 20, rows: 5)
                terminal.signal(SIGTERM)
            }
            try await expectClean(terminal, folder)
        }
    }

    @Test func `A connection that is lost ends the program and removes what it made`() async throws {
        try await withDemo { terminal, folder in
            try await home(of: terminal)
            terminal.hangUp()
            await hangUpOften(terminal)
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
            #expect(try Self.demoFolders(in: folder) == [])
        }
    }

    @Test func `A terminal of the simplest kind gets ASCII only`() async throws {
        let plain = ["TERM": "screen", "LANG": "C"]
        try await withDemo(environment: plain) { terminal, folder in
            let home = try await home(of: terminal)
            #expect(home.contains("> IN PROGRESS") && home.rows[2] == String(repeating: "-", count: 80))
            terminal.press(.enter)
            try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
            terminal.type("4")
            try await terminal.waitFor("-gw-", timeout: CommandFolder.patience)
            terminal.type("q")
            terminal.type("q")
            try await expectClean(terminal, folder)
            #expect(terminal.output.allSatisfy { $0 < 0x80 })
        }
    }

    @Test func `Without colour everything has the terminal's own`() async throws {
        try await withDemo(environment: ["NO_COLOR": "1"]) { terminal, _ in
            let screen = try await home(of: terminal)
            let styles = (0..<24).flatMap { row in (0..<80).compactMap { screen.style(column: $0, row: row) } }
            #expect(styles.allSatisfy { $0.foreground == .terminal && $0.background == .terminal })
            #expect(styles.contains { !$0.attributes.isEmpty })
        }
    }

    /// Runs the demonstration with its temporary files in a folder of the test's own.
    private func withDemo(
        environment: [String: String] = [:], _ body: (PseudoTerminal, CommandFolder) async throws -> Void
    ) async throws {
        try await withTemporaryCommandFolder { folder in
            let own = folder.environment.merging(["TMPDIR": folder.url.path]) { _, own in own }
                .merging(environment) { _, own in own }
            try await PseudoTerminal.with(
                BuiltProgram.path, ["demo", "--devices", "60", "--seed", "3"], environment: own
            ) { terminal in
                try await body(terminal, folder)
            }
        }
    }

    /// Whole, with rollouts under way.
    @discardableResult
    private func home(of terminal: PseudoTerminal) async throws -> Screen {
        try await terminal.waitFor("home screen", timeout: CommandFolder.patience) { screen in
            screen.contains("ROLLOUTS (") && screen.contains(" IN PROGRESS ")
                && screen.rows[22].hasPrefix(" enter open") && screen.rows[21].count == 80
        }
    }

    /// Shells tell their programs of a lost connection too, and nobody says how often and when.
    private func hangUpOften(_ terminal: PseudoTerminal) async {
        for _ in 1...500 {
            terminal.signal(SIGHUP)
            await Task.yield()
        }
    }

    private func expectClean(
        _ terminal: PseudoTerminal, _ folder: CommandFolder, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let status = try await terminal.exitStatus(timeout: CommandFolder.patience, at: location)
        #expect(status == .exited(0), sourceLocation: location)
        #expect(try terminal.modes == terminal.initialModes, sourceLocation: location)
        #expect(try Self.demoFolders(in: folder) == [], sourceLocation: location)
    }

    private static func demoFolders(in folder: CommandFolder) throws -> [String] {
        try folder.files.filter { $0.hasPrefix("slipway-demo") }
    }
}
