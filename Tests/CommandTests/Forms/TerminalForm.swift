import SlipwayCore
import Testing

/// The way through one form of the real program, key by key.
struct TerminalForm: Sendable, CustomTestStringConvertible {
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

    var testDescription: String { name }

    static let all = [registration, rollout, organization]

    /// A form up to one of its steps.
    struct Place: Sendable, CustomTestStringConvertible {
        let form: TerminalForm
        let step: Int

        var testDescription: String { "\(form.name), step \(step + 1)" }
    }

    static let places = all.flatMap { form in form.steps.indices.map { Place(form: form, step: $0) } }

    static let registration = TerminalForm(
        name: "registration",
        open: { terminal in
            try await terminal.type(":register\r", until: "register devices")
        },
        steps: [
            { terminal in
                try await terminal.type("1", until: "[1 Source]")
                terminal.press(.tab, .tab)
                try await terminal.openField()
                terminal.paste("uid,organization\nnew-1,acme\nnew-2,nobody\n")
                try await terminal.waitFor("2 rows, separated by comma", timeout: CommandFolder.patience)
                try await terminal.closeField(by: .escape)
                try await terminal.type("a", until: "[2 Rows]")
            },
            { terminal in
                try await terminal.type("2", until: "[2 Rows]")
            },
            { terminal in
                try await terminal.type("3", until: "organization not found: nobody")
            },
            { terminal in
                try await terminal.type("4", until: "Token file")
            },
        ],
        submit: { terminal in
            try await terminal.type("4", until: "Register 2 devices")
            try await terminal.type("r", until: "Register 2 devices?")
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
            try await terminal.type("n", until: "new rollout")
        },
        steps: [
            { terminal in
                try await terminal.type("1", until: "[1 Firmware]")
                try await terminal.openField()
                // Its list comes a moment after it; until then there is nothing to choose.
                try await terminal.waitFor("approved, alpha", timeout: CommandFolder.patience)
                try await terminal.closeField(by: .enter)
            },
            { terminal in
                try await terminal.type("2", until: "[2 Devices]")
                terminal.type("j")
                try await fill(terminal, "gw-0")
            },
            { terminal in
                try await terminal.type("3", until: "[3 Waves]")
            },
            { terminal in
                try await terminal.type("4", until: "[4 Pace]")
                try await fill(terminal, "autumn")
            },
            { terminal in
                try await terminal.type("5", until: "devices will update to 2.0.0")
            },
        ],
        submit: { terminal in
            try await terminal.type("5", until: "devices will update to 2.0.0")
            terminal.type("s")
            try await terminal.waitFor("Start", timeout: CommandFolder.patience) { $0.contains("its name") }
            try await terminal.waitForPause(timeout: CommandFolder.patience)
            terminal.type("autumn\r")
            terminal.type("3\r")
            try await terminal.waitForPause(timeout: CommandFolder.patience)
            terminal.type("y")
            try await terminal.waitFor("such end") { $0.rows[0].contains("› autumn") || $0.contains("✗ ") }
        },
        kept: ["2.0.0", "gw-0", "gw-0", "autumn", "autumn"],
        made: "SELECT count(*) FROM update_batches")

    /// Of more devices than one batch holds.
    static let rolloutInWaves = TerminalForm(
        name: "rollout", open: rollout.open,
        steps: [
            rollout.steps[0],
            { terminal in
                try await terminal.type("2", until: "[2 Devices]")
                terminal.type("j")
                try await fill(terminal, "organization=acme")
            },
            { terminal in
                try await terminal.type("3", until: "19 times in 20")
            },
            rollout.steps[3],
            { terminal in
                try await terminal.type("5", until: "600 devices will update to 2.0.0 in 4 waves")
            },
        ],
        submit: { terminal in
            terminal.type("s")
            try await terminal.waitFor("Start", timeout: CommandFolder.patience) { $0.contains("its name") }
            try await terminal.waitForPause(timeout: CommandFolder.patience)
            terminal.type("autumn\r")
            terminal.type("600\r")
            try await terminal.waitForPause(timeout: CommandFolder.patience)
            terminal.type("y")
            try await terminal.waitFor("such end") { $0.rows[0].contains("› autumn") || $0.contains("✗ ") }
        },
        kept: ["2.0.0", "organization=acme", "organization=acme", "autumn", "autumn"],
        made: "SELECT count(*) FROM rollouts WHERE plan IS NOT NULL")

    static let organization = TerminalForm(
        name: "organization",
        open: { terminal in
            try await terminal.type(":organizations\r", until: "ORGANIZATIONS")
            try await terminal.type("n", until: "[1 Organization]")
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
        try await terminal.openField()
        try await terminal.type(text, until: text)
        try await terminal.closeField(by: .escape)
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

    func count(_ form: TerminalForm) async throws -> String { try await execute(form.made, on: database) }
}

extension PseudoTerminal {
    fileprivate func type(_ keys: String, until shown: String) async throws {
        type(keys)
        try await waitFor(shown, timeout: CommandFolder.patience)
    }

    /// A frame arrives from the top down: its last row may still be that of the field that was open before.
    fileprivate func openField() async throws {
        try await waitForClosedField()
        press(.enter)
        try await waitFor(Self.fieldHint, timeout: CommandFolder.patience)
    }

    fileprivate func closeField(by key: Key) async throws {
        press(key)
        try await waitForClosedField()
    }

    private func waitForClosedField() async throws {
        try await waitFor("closed field", timeout: CommandFolder.patience) { !$0.contains(Self.fieldHint) }
    }

    private static let fieldHint = "esc leave"
}
