import Glibc
import SlipwayCore
import TestSupport
import Testing

/// The registration form of the real program in a real terminal.
@Suite struct RegistrationTerminalTests {
    @Test func `The rows go to the editor, which has the terminal meanwhile, and come back`() async throws {
        try await withForm(editor: "printf 'in the editor\\n'; read answer; sed -i 's/gw-1/gw-9/'") { terminal, _ in
            try await typeRow(terminal)
            terminal.press(.control("x"), .control("e"))
            try await terminal.waitFor("in the editor", timeout: CommandFolder.patience)
            terminal.type("go on\r")
            let screen = try await terminal.waitFor("1 row taken over", timeout: CommandFolder.patience)
            #expect(screen.contains("gw-9"))
        }
    }

    @Test func `An editor that fails changes nothing`() async throws {
        try await withForm(editor: "exit 3;") { terminal, _ in
            try await typeRow(terminal)
            terminal.press(.control("x"), .control("e"))
            let screen = try await terminal.waitFor("it ended with status 3", timeout: CommandFolder.patience)
            #expect(screen.contains("gw-1"))
        }
    }

    @Test(arguments: [SIGHUP, SIGTERM])
    func `What was typed before a hang-up is offered at the next start`(signal: CInt) async throws {
        try await withCommandFolder { folder in
            try await open(folder, editor: "true") { terminal in
                try await typeRow(terminal)
                terminal.signal(signal)
                _ = try await terminal.exitStatus(timeout: CommandFolder.patience)
            }
            try await open(folder, editor: "true") { terminal in
                try await terminal.waitFor("with 1 row?", timeout: CommandFolder.patience)
            }
        }
    }

    private func typeRow(_ terminal: PseudoTerminal) async throws {
        terminal.type("2")
        try await terminal.waitFor("[2 Rows]", timeout: CommandFolder.patience)
        terminal.type("o")
        try await terminal.waitFor("esc leave", timeout: CommandFolder.patience)
        terminal.type("gw-1")
        try await terminal.waitFor("gw-1", timeout: CommandFolder.patience)
        terminal.press(.escape)
        try await terminal.waitFor("o new row", timeout: CommandFolder.patience)
    }

    private func withForm(
        editor: String, _ body: (PseudoTerminal, CommandFolder) async throws -> Void
    ) async throws {
        try await withCommandFolder { folder in
            try await open(folder, editor: editor) { try await body($0, folder) }
        }
    }

    /// - Parameter editor: commands of a shell, the last of which gets the file.
    private func open(
        _ folder: CommandFolder, editor: String, _ body: (PseudoTerminal) async throws -> Void
    ) async throws {
        let script = try folder.write("\(editor) \"$1\"\n", to: "editor.sh")
        try await PseudoTerminal.with(
            BuiltProgram.path, ["dashboard", "--database", folder.database],
            environment: folder.environment.merging(["EDITOR": "sh \(script)"]) { _, own in own }
        ) { terminal in
            try await terminal.waitFor("ROLLOUTS", timeout: CommandFolder.patience)
            terminal.type(":register\r")
            try await terminal.waitFor("register devices", timeout: CommandFolder.patience)
            try await body(terminal)
        }
    }
}
