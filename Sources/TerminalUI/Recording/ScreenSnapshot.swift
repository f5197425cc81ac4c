import Foundation

/// One screen in three forms, each for a file of its own: to paste, to look at, and to search in.
package struct ScreenSnapshot: Sendable {
    private let frame: Frame
    private let theme: Theme
    private let title: SafeText
    private let now: ClockReading

    package init(_ frame: Frame, theme: Theme, title: SafeText, at now: ClockReading) {
        self.frame = frame
        self.theme = theme
        self.title = title
        self.now = now
    }

    /// What to add to the path, and what that file holds.
    package var files: [(suffix: String, content: String)] {
        [("", frame.text + "\n"), (".ansi", colored), (".json", json)]
    }

    private var colored: String {
        let text = TerminalText(theme: theme)
        return (0..<frame.size.rows).map { text.line($0, of: frame) + "\n" }.joined()
    }

    private var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            columns: frame.size.columns, rows: frame.size.rows, title: title.plain(), takenAt: takenAt,
            lines: (0..<frame.size.rows).map(frame.line))
        // Texts and numbers can always be encoded.
        return (try? encoder.encode(document)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }

    private var takenAt: String {
        Date(timeIntervalSince1970: Double(now.wall.milliseconds) / 1_000).formatted(.iso8601)
    }

    private struct Document: Encodable {
        let columns: Int
        let rows: Int
        let title: String
        let takenAt: String
        let lines: [String]

        enum CodingKeys: String, CodingKey {
            case columns, rows, title, lines
            case takenAt = "taken_at"
        }
    }
}
