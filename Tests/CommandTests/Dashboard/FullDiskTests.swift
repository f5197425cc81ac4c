import Foundation
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// An export for which there is not enough room.
@Suite struct FullDiskTests {
    /// No file of the program may grow beyond 200,000 bytes, which the export would.
    @Test func `It is told, nothing of it stays, and the dashboard goes on`() async throws {
        try await withCommandFolder { folder in
            let repository = try folder.repository()
            try await repository.write { transaction in
                let owner = try transaction.insertOrganization(deviceLimit: 10_000)
                _ = try transaction.insertDevices(5_000, in: owner.id)
            }
            try await PseudoTerminal.with(
                "/usr/bin/env",
                [
                    "--ignore-signal=XFSZ", "prlimit", "--fsize=200000", try BuiltProgram.path, "dashboard",
                    "--read-only", "--interval", "0.2", "--database", folder.database,
                ], environment: folder.environment
            ) { terminal in
                try await terminal.waitFor("ROLLOUTS (0)", timeout: CommandFolder.patience)
                for name in ["fleet.csv", "fleet.json"] {
                    terminal.type(":devices")
                    terminal.press(.enter)
                    try await terminal.waitFor("row 1-16 of 5,000", timeout: CommandFolder.patience)
                    terminal.type("w")
                    try await terminal.waitFor("export to", timeout: CommandFolder.patience)
                    terminal.type(folder.path(name))
                    terminal.press(.enter)
                    try await terminal.waitFor("not exported: ", timeout: CommandFolder.patience)
                    terminal.press(.escape)
                    try await terminal.waitFor("ROLLOUTS (0)", timeout: CommandFolder.patience)
                }
                #expect(try folder.files.filter { $0.hasPrefix("fleet") } == [])
            }
        }
    }
}
