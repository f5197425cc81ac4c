import SlipwayServices
import TerminalUI

extension LogBook {
    /// Keeps a message that the dashboard has shown.
    package func note(_ flash: Flash) {
        let severity: Severity =
            switch flash.severity {
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        note(severity, flash.text.plain())
    }
}
