import Foundation
import Glibc
import Testing

/// Forms of the real program that is ended at each of their steps, and started again.
@Suite struct FormInterruptionTests {
    @Test(arguments: TerminalForm.places, [SIGHUP, SIGKILL])
    func `The draft goes on where it was, and what it is for is done once`(
        place: TerminalForm.Place, signal: CInt
    ) async throws {
        let (form, step) = (place.form, place.step)
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            try await folder.withFormDashboard { terminal in
                try await form.open(terminal)
                for move in form.steps[...step] { try await move(terminal) }
                // A hang-up keeps what there is; nobody can do that who is killed.
                if signal == SIGKILL {
                    let isKept = try await folder.isKept(form, upTo: step, terminal)
                    try #require(isKept)
                }
                terminal.signal(signal)
                _ = try await terminal.exitStatus(timeout: CommandFolder.patience)
            }
            let before = try await folder.count(form)
            #expect(before == "0")
            try await folder.withFormDashboard { terminal in
                try await form.open(terminal)
                try await terminal.waitFor("A draft is there", timeout: CommandFolder.patience)
                try await terminal.waitForPause(timeout: CommandFolder.patience)
                terminal.press(.enter)
                try await terminal.waitFor("closed question", timeout: CommandFolder.patience) {
                    !$0.contains("A draft is there")
                }
                for move in form.steps[(step + 1)...] { try await move(terminal) }
                try await form.submit(terminal)
            }
            let after = try await folder.count(form)
            #expect(after == "1")
        }
    }
}

extension CommandFolder {
    /// Whether the draft holds what was filled in, which it does within seconds.
    fileprivate func isKept(_ form: TerminalForm, upTo step: Int, _ terminal: PseudoTerminal) async throws -> Bool {
        let deadline = ContinuousClock.now + Self.patience
        while try !draft(of: form).contains(form.kept[step]) {
            guard ContinuousClock.now < deadline else { return false }
            try await terminal.waitForPause(timeout: Self.patience)
        }
        return true
    }

    private func draft(of form: TerminalForm) throws -> String {
        let file = url.appending(path: ".local/state/slipway/drafts/\(form.name).json")
        return FileManager.default.fileExists(atPath: file.path) ? try String(contentsOf: file, encoding: .utf8) : ""
    }
}
