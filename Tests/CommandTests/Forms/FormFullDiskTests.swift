import Foundation
import SQLiteRepository
import TestSupport
import Testing

/// Forms of the real program over a disk without room.
@Suite struct FormFullDiskTests {
    @Test(arguments: TerminalForm.all)
    func `It is told, nothing is made, and with room again it is made once`(form: TerminalForm) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            let repository = try folder.repository()
            try await repository.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            // The journal cannot grow beyond its index, which is of 32 KiB and made first.
            let narrow = ["--ignore-signal=XFSZ", "prlimit", "--fsize=32768:unlimited"]
            try await folder.withFormDashboard(under: narrow) { terminal in
                try await form.open(terminal)
                for move in form.steps { try await move(terminal) }
                try await form.submit(terminal)
                let refused = terminal.screen
                #expect(refused.contains("the database") || refused.contains("the answer was lost"), "\(refused.text)")
                let before = try await folder.count(form)
                #expect(before == "0")
                try await folder.makeRoom()
                try await form.submit(terminal)
                let after = try await folder.count(form)
                #expect(after == "1", "\(terminal.screen.text)")
            }
        }
    }
}

extension CommandFolder {
    /// Lifts the limit of the dashboard that is over this database.
    fileprivate func makeRoom() async throws {
        let lift = "for id in $(pgrep -f \"$0\"); do prlimit --pid $id --fsize=unlimited || exit; done"
        let outcome = try await ChildProcess.run("/usr/bin/env", ["sh", "-c", lift, "dashboard .*\(database)"])
        try #require(outcome.status == .exited(0), "\(outcome.errors)")
    }
}
