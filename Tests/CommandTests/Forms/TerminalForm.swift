import SlipwayCore
import Testing

/// The way through one form of the real program, key by key.
struct TerminalForm: Sendable {
    typealias Move = @Sendable (PseudoTerminal) async throws -> Void

    let name: String
    /// Opens it from the home screen.
    let open: Move
    let steps: [Move]
    /// Up to the confirmation, which it gives, and to what is shown then.
    let submit: Move
    /// In the file in which its draft is kept, once every step up to that place is gone through.
    let kept: [String]
    /// How many rows of what it makes are in the database.
    let made: String

    static let all = [registration, rollout, organization]

    static let registration = TerminalForm(
        name: "registration",
        open: { terminal in
            terminal.type(":register\r")
            try await terminal.waitFor("register devices", timeout: CommandFolder.patience)
        },
        steps: [
            { terminal in
                terminal.type("1")
                try await terminal.waitFor("[1 Source]", timeout: CommandFolder.patience)
                terminal.press(.tab, .tab, .enter)
                try await terminal.waitFor("esc leave", timeout: CommandFolder.patience)
                terminal.paste("uid,organization\nnew-1,acme\nnew-2,nobody\n")
                try await terminal.waitFor("2 rows, separated by comma", timeout: CommandFolder.patience)
                terminal.press(.escape)
                try await terminal.waitFor(": command", timeout: CommandFolder.patience)
                terminal.type("a")
                try await terminal.waitFor("[2 Rows]", timeout: CommandFolder.patience)
            },
            { terminal in
                terminal.type("2")
                try await terminal.waitFor("[2 Rows]", timeout: CommandFolder.patience)
            },
            { terminal in
                terminal.type("3")
                try await terminal.waitFor("organization not found: nobody", timeout: CommandFolder.patience)
            },
            { terminal in
                terminal.type("4")
                try await terminal.waitFor("Token file", timeout: CommandFolder.patience)
            },
        ],
        submit: { terminal in
            terminal.type("4")
            try await terminal.waitFor("Register 2 devices", timeout: CommandFolder.patience)
            terminal.type("r")
            try await terminal.waitFor("Register 2 devices?", timeout: CommandFolder.patience)
            try await terminal.waitForPause(timeout: CommandFolder.patience)
            terminal.type("y")
            try await terminal.waitFor("such end") {
                $0.contains("1 registered, 1 left") || $0.contains("✗ stopped") || $0.contains("✗ the answer")
            }
        },
        // As cells of rows; the text that was pasted goes once they are there.
        kept: Array(repeating: #""new-1","acme""#, count: 4),
        made: "SELECT count(*) FROM devices WHERE device_uid LIKE 'new-%'")

    static let rollout = TerminalForm(
        name: "rollout",
        open: { terminal in
            terminal.type("n")
            try await terminal.waitFor("new rollout", timeout: CommandFolder.patience)
        },
        steps: [
            { terminal in
                terminal.type("1")
                try await terminal.waitFor("[1 Firmware]", timeout: CommandFolder.patience)
                terminal.press(.enter)
                try await terminal.waitFor("esc leave", timeout: CommandFolder.patience)
                terminal.press(.enter)
                try await terminal.waitFor(": command", timeout: CommandFolder.patience)
            },
            { terminal in
                terminal.type("2")
                try await terminal.waitFor("[2 Devices]", timeout: CommandFolder.patience)
                terminal.type("j")
                try await fill(terminal, "gw-0")
            },
            { terminal in
                terminal.type("3")
                try await terminal.waitFor("[3 Pace]", timeout: CommandFolder.patience)
                try await fill(terminal, "autumn")
            },
            { terminal in
                terminal.type("4")
                try await terminal.waitFor("devices will update to 2.0.0", timeout: CommandFolder.patience)
            },
        ],
        submit: { terminal in
            terminal.type("4")
            try await terminal.waitFor("[4 Review]", timeout: CommandFolder.patience)
            terminal.type("s")
            try await terminal.waitFor("Start", timeout: CommandFolder.patience) { $0.contains("its name") }
            try await terminal.waitForPause(timeout: CommandFolder.patience)
            terminal.type("autumn\r")
            terminal.type("3\r")
            try await terminal.waitForPause(timeout: CommandFolder.patience)
            terminal.type("y")
            try await terminal.waitFor("such end") { $0.rows[0].contains("› autumn") || $0.contains("✗ ") }
        },
        kept: ["2.0.0", "gw-0", "autumn", "autumn"],
        made: "SELECT count(*) FROM update_batches")

    static let organization = TerminalForm(
        name: "organization",
        open: { terminal in
            terminal.type(":organizations\r")
            try await terminal.waitFor("ORGANIZATIONS", timeout: CommandFolder.patience)
            terminal.type("n")
            try await terminal.waitFor("[1 Organization]", timeout: CommandFolder.patience)
        },
        steps: [{ try await fill($0, "globex") }],
        submit: { terminal in
            // What was told before stays until a key.
            terminal.press(.tab)
            try await terminal.waitFor("no error") { !$0.contains("✗ ") }
            terminal.type("s")
            try await terminal.waitFor("such end") { $0.contains("created globex") || $0.contains("✗ ") }
        },
        kept: ["globex"],
        made: "SELECT count(*) FROM organizations WHERE name = 'globex'")

    /// The field that has the focus.
    private static func fill(_ terminal: PseudoTerminal, _ text: String) async throws {
        terminal.press(.enter)
        try await terminal.waitFor("esc leave", timeout: CommandFolder.patience)
        terminal.type(text)
        try await terminal.waitFor(text, timeout: CommandFolder.patience)
        terminal.press(.escape)
        try await terminal.waitFor(": command", timeout: CommandFolder.patience)
    }
}

extension CommandFolder {
    /// The dashboard at the home screen, over three devices of which none is updating.
    func withFormDashboard<Value>(
        under wrapper: [String] = [], _ body: (PseudoTerminal) async throws -> Value
    ) async throws -> Value {
        let command = wrapper + [try BuiltProgram.path, "dashboard", "--interval", "0.2", "--database", database]
        return try await PseudoTerminal.with(
            wrapper.isEmpty ? command[0] : "/usr/bin/env", Array(command.dropFirst(wrapper.isEmpty ? 1 : 0)),
            environment: environment
        ) { terminal in
            try await terminal.waitFor("ROLLOUTS", timeout: Self.patience)
            return try await body(terminal)
        }
    }

    func count(_ form: TerminalForm) async throws -> String {
        let outcome = try await ChildProcess.run("/usr/bin/env", ["sqlite3", database, form.made])
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
