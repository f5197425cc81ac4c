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
