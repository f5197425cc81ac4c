/// Text of several lines, any of which changes without the others being copied. It always has a line.
package struct FormText: Equatable, Sendable {
    /// Characters kept of one line.
    package static let lineLimit = 10_000

    package private(set) var lines: ChunkedArray<String>

    package init(_ text: String = "") {
        lines = ChunkedArray(Self.lines(of: text))
    }

    package var isEmpty: Bool { lines.count == 1 && lines[0].isEmpty }
    package var text: String { lines.joined(separator: "\n") }

    /// - Returns: where the inserted text ends.
    mutating func insert(_ addition: String, line: Int, position: Int) -> (line: Int, position: Int) {
        let old = lines[line]
        let (start, rest) = (String(old.prefix(position)), String(old.dropFirst(position)))
        var parts = Self.lines(of: addition)
        parts[0] = start + parts[0]
        let end = (line: line + parts.count - 1, position: parts[parts.count - 1].count)
        parts[parts.count - 1] += rest
        if parts.count > ChunkedArray<String>.chunkSize {
            // Many lines at once: cheaper to rebuild than to insert one by one.
            let all = Array(lines)
            lines = ChunkedArray(all[..<line] + parts + all[(line + 1)...])
        } else {
            lines[line] = parts[0]
            for (offset, part) in parts.enumerated().dropFirst() { lines.insert(part, at: line + offset) }
        }
        return end
    }

    /// - Returns: the place in the joined line where the second begins.
    mutating func joinLine(after line: Int) -> Int {
        let position = lines[line].count
        lines[line] += lines.remove(at: line + 1)
        return position
    }

    /// LF, CRLF and CR end a line. By bytes, because CRLF is one character that is none of them.
    private static func lines(of text: String) -> [String] {
        var lines: [String] = []
        var rest = Substring(text).utf8
        while let end = rest.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            lines.append(String(Substring(rest[..<end])))
            let isPair = rest[end...].starts(with: "\r\n".utf8)
            rest = rest[rest.index(end, offsetBy: isPair ? 2 : 1)...]
        }
        return lines + [String(Substring(rest))]
    }

    mutating func replaceLine(_ line: Int, with text: String) { lines[line] = String(text.prefix(Self.lineLimit)) }

}

extension FormText: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
