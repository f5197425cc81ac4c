import Foundation

/// What is shown, as the lines of an asciicast of version 2 (https://docs.asciinema.org/manual/asciicast/v2/): any player
/// of such files shows it again.
package struct Asciicast: Sendable {
    private let text: TerminalText
    private let start: ScreenInstant
    private var shown: Frame?

    /// - Parameter start: from which its times are counted.
    package init(theme: Theme, start: ScreenInstant) {
        text = TerminalText(theme: theme)
        self.start = start
    }

    /// The first line, before any other.
    package static func header(_ size: Size, title: SafeText, at wall: WallTime) -> String {
        line(
            Header(
                version: 2, width: size.columns, height: size.rows, timestamp: wall.milliseconds / 1_000,
                title: title.plain(), env: ["TERM": "xterm-256color"]))
    }

    /// The lines that show the next frame; none where it looks as the one before.
    package mutating func lines(for frame: Frame, at now: ScreenInstant) -> String {
        defer { shown = frame }
        let seconds = Double(max(0, now - start)) / 1_000
        var lines = ""
        if let shown, shown.size != frame.size {
            lines += Self.line(Event(seconds: seconds, kind: "r", data: "\(frame.size.columns)x\(frame.size.rows)"))
        }
        let changes = text.changes(to: frame, from: shown)
        return lines + (changes.isEmpty ? "" : Self.line(Event(seconds: seconds, kind: "o", data: changes)))
    }

    private struct Header: Encodable {
        let version: Int
        let width: Int
        let height: Int
        let timestamp: Int64
        let title: String
        let env: [String: String]
    }

    private struct Event: Encodable {
        let seconds: Double
        let kind: String
        let data: String

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(seconds)
            try list.encode(kind)
            try list.encode(data)
        }
    }

    /// Numbers and texts can always be encoded.
    private static func line(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
}
