import Foundation
import TerminalUI

/// Where everything goes that is not data; every text is made safe for a terminal first.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// One line, or several where the text has line breaks of our own.
    static func print(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            write(SafeText(String(line)).plain(TerminalGlyphs.current) + "\n")
        }
    }

    /// Replaces the current line of a terminal; nothing elsewhere.
    static func showProgress(_ text: String) {
        guard isTerminal else { return }
        write("\r\u{1B}[K" + SafeText(text).plain(TerminalGlyphs.current))
    }

    static func clearProgress() {
        guard isTerminal else { return }
        write("\r\u{1B}[K")
    }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
