import SlipwayCore
import SlipwayServices
import TerminalUI

/// Why something that a person wanted was not done.
enum RefusalText {
    static func of(_ error: any Error) -> SafeText {
        switch error {
        case let error as SlipwayError: SafeText(error.message, limit: 400)
        case let fault as ExportFault: SafeText(fault.words, limit: 400)
        // The driver's own text is for the log, not for the screen.
        default: "it failed, and nothing is known of why"
        }
    }
}
