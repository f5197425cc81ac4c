import Foundation
import SlipwayServices
import TerminalUI

/// Where data goes: text that is safe for a terminal, or JSON.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static func print(_ line: String) {
        print(SafeText(line))
    }

    static func print(_ line: SafeText) {
        write(line.plain(TerminalGlyphs.current) + "\n")
    }

    /// A record as the HTTP API gives it.
    static func print(json value: some Encodable) throws {
        write(try JSONText.encode(value) + "\n")
    }

    /// Rows under headings, each column as wide as its widest cell; two spaces between them.
    static func print(table headings: [String], rows: [[String]]) {
        let safe = rows.map { $0.map { SafeText($0) } }
        let widths = headings.indices.map { column in
            max(headings[column].count, safe.map { $0[column].width }.max() ?? 0)
        }
        let lines = [headings.map { SafeText($0) }] + safe
        for line in lines {
            let cells = zip(line, widths).map { text, width in
                text.plain(TerminalGlyphs.current) + String(repeating: " ", count: max(0, width - text.width))
            }
            var joined = cells.joined(separator: "  ")
            while joined.last == " " { joined.removeLast() }
            write(joined + "\n")
        }
    }

    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

/// Which characters plain output may use: those of a UTF-8 locale, or ASCII.
enum TerminalGlyphs {
    static let current: GlyphSet = {
        // POSIX: the first of these that is set and not empty decides the character set.
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { (name: String) in getenv(name) }
            .map { String(cString: $0) }.first { !$0.isEmpty } ?? ""
        let name = locale.uppercased()
        return name.contains("UTF-8") || name.contains("UTF8") ? .unicode : .ascii
    }()
}

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
