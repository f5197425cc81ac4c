import SlipwayCore
import SlipwayServices
import TerminalUI

/// Why something that a person wanted was not done.
enum RefusalText {
    static func of(_ error: any Error) -> SafeText {
        switch error {
        // Its name may be longer than the row, and advice to make a new one does not help where there was one.
        case SlipwayError.databaseNotFound: "the database is gone: its file was moved or removed"
        case SlipwayError.notADatabase, SlipwayError.schemaMissing: "the database is gone: another file is in its place"
        case let error as SlipwayError: SafeText(error.message, limit: 400)
        case let fault as ExportFault: SafeText(fault.text, limit: 400)
        // The driver's own text is for the log, not for the screen.
        default: "it failed, and nothing is known of why"
        }
    }
}
