import SlipwayCore
import TestSupport
import Testing

/// The dashboard on every kind of terminal that is in use, with and without UTF-8, over the sizes.
@Suite struct TerminalMatrixTests {
    /// As `TERM` names them; `unknown` is described nowhere. An `ansi` terminal knows no UTF-8, and wraps in the last column,
    /// which the emulator only does for ASCII as that expects.
    private static let kinds =
        ["xterm-256color", "tmux-256color", "screen", "linux", "vt100", "vt220", "unknown"]
        .flatMap { [($0, "C.UTF-8"), ($0, "C")] } + [("ansi", "C")]

    @Test(arguments: kinds)
    func `it starts, follows every size, and gives the terminal back as it was`(
        type: String, locale: String
    ) async throws {
        try await withHome(["TERM": type, "LANG": locale]) { terminal in
            for (columns, rows) in [(40, 10), (200, 60), (80, 24)] {
                try terminal.resize(columns: columns, rows: rows)
                try await terminal.waitFor("screen of \(columns)x\(rows)", timeout: CommandFolder.patience) { screen in
                    screen.rows[0].contains("db ok") && screen.contains("spring")
                        && (rows == 10 ? screen.contains("1 rollout,") : screen.rows[rows - 2].contains(": command"))
                }
            }
            terminal.type("?")
            try await terminal.waitFor("open the rollout, live", timeout: CommandFolder.patience)
            terminal.press(.escape)
            try await terminal.waitFor("ROLLOUTS (1)", timeout: CommandFolder.patience)
            terminal.type("\r")
            try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
            terminal.type("qq")
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
            #expect(try terminal.modes == terminal.initialModes)
            if locale == "C" { #expect(terminal.output.allSatisfy { $0 < 0x80 }) }
        }
    }

    @Test(arguments: ["C.UTF-8", "C"])
    func `a terminal that can place no text gets the home screen once, as text`(locale: String) async throws {
        try await withHome(["TERM": "dumb", "LANG": locale]) { terminal in
            try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
            #expect(terminal.screen.contains("spring"))
            #expect(!terminal.output.contains(0x1B))
            #expect(try terminal.modes == terminal.initialModes)
        }
    }

    private func withHome(
        _ environment: [String: String], _ body: (PseudoTerminal) async throws -> Void
    ) async throws {
        try await withCommandFolder { folder in
            try await folder.repository().write { transaction in
                let owner = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(2, in: owner.id)
                let release = try transaction.insertRelease()
                try transaction.insertBatch(of: devices, firmware: release.id, name: "spring")
            }
            try await PseudoTerminal.with(
                BuiltProgram.path,
                ["dashboard", "--read-only", "--interval", "60", "--database", folder.database],
                environment: folder.environment.merging(environment) { _, own in own }, body)
        }
    }
}
