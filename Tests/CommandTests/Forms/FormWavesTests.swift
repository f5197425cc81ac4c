import Foundation
import TestSupport
import Testing

/// The form of the real program over more devices than one batch holds.
@Suite struct FormWavesTests {
    @Test func `They get a rollout in waves by form alone, and its canary begins`() async throws {
        let form = TerminalForm.rolloutInWaves
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 600)
            try await folder.withFormDashboard { terminal in
                try await form.open(terminal)
                for move in form.steps { try await move(terminal) }
                try await form.submit(terminal)
                let made = try await folder.count(form)
                #expect(made == "1", "\(terminal.screen.text)")
                try await terminal.waitFor("550 wait for their wave", timeout: CommandFolder.patience)
            }
        }
    }
}
