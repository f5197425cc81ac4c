import Glibc
import Testing

@Suite struct PseudoTerminalTests {
    @Test func `What is typed comes back from cat until the end of input`() async throws {
        try await PseudoTerminal.with("/bin/cat") { terminal in
            terminal.type("grüße 漢字 e\u{301}")
            terminal.press(.enter)
            let screen = try await terminal.waitFor { $0.rows[1] != "" }
            #expect(screen.rows == ["grüße 漢字 e\u{301}", "grüße 漢字 e\u{301}"] + Array(repeating: "", count: 22))
            #expect(screen.cursor == Screen.Position(column: 0, row: 2))
            #expect(screen.position(of: "字") == Screen.Position(column: 8, row: 0))
            #expect(screen.position(of: "e\u{301}") == Screen.Position(column: 11, row: 0))
            terminal.press(.control("d"))
            let status = try await terminal.exitStatus()
            #expect(status == .exited(0))
        }
    }

    @Test func `The program finds exactly its arguments, its environment and its size`() async throws {
        let script = #"printf '%s|' "$@"; tr '\0' '|' < /proc/$$/environ; stty size"#
        try await PseudoTerminal.with(
            "/bin/sh", ["-c", script, "sh", "a b", "ü"], environment: ["TERM": "vt220", "PATH": "/usr/bin:/bin"],
            columns: 100, rows: 30
        ) { terminal in
            let status = try await terminal.exitStatus()
            #expect(status == .exited(0))
            #expect(terminal.screen.rows[0] == "a b|ü|PATH=/usr/bin:/bin|TERM=vt220|30 100")
        }
    }

    @Test func `Colours and attributes can be read`() async throws {
        let script = #"printf '\033[1;4;31mred\033[0m \033[7;38;5;208;48;2;1;2;3mwarm\033[0m plain'"#
        try await PseudoTerminal.with("/bin/sh", ["-c", script]) { terminal in
            let screen = try await terminal.waitFor("plain")
            #expect(screen.style(of: "red") == .init(attributes: [.bold, .underline], foreground: .palette(1)))
            #expect(
                screen.style(of: "warm")
                    == .init(attributes: [.reverse], foreground: .palette(208), background: .rgb(0x010203)))
            #expect(screen.style(of: "plain") == .init())
            #expect(screen.style(of: "absent") == nil)
            #expect(screen.style(column: 80, row: 0) == nil)
        }
    }

    @Test func `A full-screen program gives the terminal back as it was`() async throws {
        try await withLess(lines: 100) { terminal in
            try await terminal.waitFor("line 1")
            let modes = try terminal.modes
            #expect(modes.isAlternateScreen && modes.hasApplicationCursorKeys && !modes.isCanonical && !modes.echoes)
            terminal.press(.pageDown, .down, .up)
            try await terminal.waitFor("line 40")
            terminal.type("q")
            let status = try await terminal.exitStatus()
            #expect(status == .exited(0))
            #expect(try terminal.modes == terminal.initialModes)
        }
    }

    @Test func `What a killed program leaves behind can be seen after its end`() async throws {
        try await withLess(lines: 100) { terminal in
            try await terminal.waitFor("line 1")
            terminal.signal(SIGKILL)
            let status = try await terminal.exitStatus()
            #expect(status == .killed(signal: Int(SIGKILL)))
            let modes = try terminal.modes
            #expect(modes != terminal.initialModes)
            #expect(modes.isAlternateScreen && !modes.echoes)
        }
    }

    @Test func `A full-screen program draws itself for a new size`() async throws {
        try await withLess(lines: 100) { terminal in
            try await terminal.waitFor("line 23")
            // As for a signal of the keyboard, below.
            try await terminal.waitForPause()
            try terminal.resize(columns: 40, rows: 10)
            let screen = try await terminal.waitFor { $0.rows[9].hasPrefix(":") && $0.contains("line 9") }
            #expect(screen.columns == 40 && screen.rows.count == 10)
        }
    }

    @Test func `A program is told of every new size, down to one cell and back`() async throws {
        let script = "trap 'stty size' WINCH; echo ready; while :; do sleep 1000 & wait; done"
        try await PseudoTerminal.with("/bin/sh", ["-c", script]) { terminal in
            try await terminal.waitFor("ready")
            try terminal.resize(columns: 100, rows: 30)
            try await terminal.waitFor("30 100")
            try terminal.resize(columns: 1, rows: 1)
            try terminal.resize(columns: 120, rows: 40)
            let screen = try await terminal.waitFor("40 120")
            #expect(screen.columns == 120 && screen.rows.count == 40)
        }
    }

    @Test func `A program that waits writes nothing`() async throws {
        try await withLess(lines: 100) { terminal in
            try await terminal.waitFor("line 23")
            try await terminal.waitForPause()
            let before = terminal.bytesWritten
            try await terminal.waitForPause(of: .milliseconds(500))
            #expect(terminal.bytesWritten == before)
            #expect(before > 0 && terminal.output.count == before)
        }
    }

    @Test func `A program is suspended from the keyboard and continued in the foreground`() async throws {
        try await withLess(lines: 100) { terminal in
            try await terminal.waitFor("line 23")
            // A signal that comes while less prepares to wait for a key, it notices with the next one only.
            try await terminal.waitForPause()
            terminal.press(.control("z"))
            try await terminal.waitUntilSuspended()
            #expect(try terminal.modes == terminal.initialModes)
            terminal.resume()
            terminal.press(.pageDown)
            try await terminal.waitFor("line 45")
            #expect(try terminal.modes.isAlternateScreen)
        }
    }

    @Test func `A program that never rests has no pause`() async throws {
        try await PseudoTerminal.with("/bin/sh", ["-c", "while :; do echo x; done"]) { terminal in
            try await terminal.waitFor("x")
            await #expect(throws: Expiry.self) {
                try await terminal.waitForPause(timeout: .milliseconds(100))
            }
        }
    }

    @Test(arguments: [("\u{1b}[?2004h", #"\033[200~a\rb\033[201~"#), ("", #"a\rb"#)])
    func `A paste is bracketed if the program asks for it`(request: String, received: String) async throws {
        let length = request.isEmpty ? 3 : 15
        let script = "stty raw -echo; printf '\(request)ready'; head -c \(length) | od -An -c | tr -d ' \\n'"
        try await PseudoTerminal.with("/bin/sh", ["-c", script]) { terminal in
            try await terminal.waitFor("ready")
            #expect(try terminal.modes.isPasteBracketed == !request.isEmpty)
            terminal.paste("a\nb")
            try await terminal.waitFor("ready" + received.replacing(#"\033"#, with: "033"))
        }
    }

    @Test func `The terminal answers a question for the cursor's position`() async throws {
        let script = #"stty raw -echo; printf 'abc\033[6n'; head -c 6 | od -An -c | tr -d ' \n'"#
        try await PseudoTerminal.with("/bin/sh", ["-c", script]) { terminal in
            try await terminal.waitFor("033[1;4R")
        }
    }

    @Test func `A paste longer than the line holds arrives whole`() async throws {
        let script = "stty raw -echo; echo ready; head -c 300000 | md5sum"
        try await PseudoTerminal.with("/bin/sh", ["-c", script]) { terminal in
            try await terminal.waitFor("ready")
            terminal.paste(String(repeating: "x", count: 300_000))
            try await terminal.waitFor("d408ed46ebcc326f9e7c6bb9c77af1cd")
        }
    }

    @Test func `A lost connection is a hangup for the program`() async throws {
        // Not for one that reads: the end of its input may reach it first.
        try await PseudoTerminal.with("/bin/sleep", ["1000"]) { terminal in
            terminal.hangUp()
            let status = try await terminal.exitStatus()
            #expect(status == .killed(signal: Int(SIGHUP)))
        }
    }

    @Test func `All that a program wrote is on the screen once it has ended`() async throws {
        for _ in 0..<20 {
            try await PseudoTerminal.with("/bin/sh", ["-c", "seq 1 2000; exit 3"]) { terminal in
                let status = try await terminal.exitStatus()
                #expect(status == .exited(3))
                #expect(terminal.screen.rows[22] == "2000")
                #expect(terminal.output.suffix(6) == Array("2000\r\n".utf8)[...])
            }
        }
    }

    @Test func `An expiry tells what was awaited and what there was instead`() async throws {
        try await PseudoTerminal.with("/bin/sh", ["-c", "echo here; exec cat"]) { terminal in
            try await terminal.waitFor("here")
            let expiry = try await #require(throws: Expiry.self) {
                try await terminal.waitFor("there", timeout: .milliseconds(1))
            }
            #expect(expiry.description.contains("there") && expiry.description.contains("running\nhere"))
        }
    }

    @Test func `A program that cannot be started is an error`() async throws {
        await #expect(throws: SystemError.self) {
            try await PseudoTerminal.with("/nowhere/program") { _ in }
        }
    }

    private func withLess(lines: Int, _ body: (PseudoTerminal) async throws -> Void) async throws {
        let script = "exec less -f /dev/fd/3 3<<END\n$(seq -f 'line %g' \(lines))\nEND\n"
        try await PseudoTerminal.with("/bin/sh", ["-c", script], body)
    }
}
