import TestSupport
import Testing

/// How many bytes the terminal gets: over a slow line, that is how long a screen takes.
@Suite struct PaintedBytesTests {
    @Test func `the first screen is painted once, and a key changes what it changes`() async throws {
        try await withFullHome { terminal in
            // Less than two bytes a cell.
            #expect(terminal.bytesWritten <= 2 * 80 * 24)
            // Down and up, the help and back, and a rollout.
            for (key, bound) in [("j", 420), ("k", 420), ("?", 1_900), ("q", 4_300), ("\r", 2_850)] {
                let count = try await bytes(of: key, in: terminal)
                #expect(count <= bound, "\(key.debugDescription)")
            }
        }
    }

    private func bytes(of key: String, in terminal: PseudoTerminal) async throws -> Int {
        let before = terminal.bytesWritten
        terminal.type(key)
        try await until { terminal.bytesWritten > before }
        try await terminal.waitForPause(of: .milliseconds(500), timeout: CommandFolder.patience)
        return terminal.bytesWritten - before
    }

    /// More rollouts than the screen has lines.
    private func withFullHome(_ body: (PseudoTerminal) async throws -> Void) async throws {
        try await withCommandFolder { folder in
            try await folder.repository().write { transaction in
                let owner = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(60, in: owner.id)
                let release = try transaction.insertRelease()
                for number in 0..<30 {
                    _ = try transaction.insertBatch(
                        of: Array(devices[(2 * number)..<(2 * number + 2)]), firmware: release.id,
                        name: "spring \(number)")
                }
            }
            try await PseudoTerminal.with(
                BuiltProgram.path,
                ["dashboard", "--read-only", "--interval", "60", "--database", folder.database],
                environment: folder.environment
            ) { terminal in
                try await terminal.waitFor("spring", timeout: CommandFolder.patience)
                try await terminal.waitForPause(of: .milliseconds(500), timeout: CommandFolder.patience)
                try await body(terminal)
            }
        }
    }
}
