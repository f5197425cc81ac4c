import Foundation
import SlipwayCore
import TerminalUI
import Testing

/// What devices, files and people may write, by the thousand.
@Suite struct HostileStringTests {
    /// How many strings; more by the documented command.
    private static let count =
        ProcessInfo.processInfo.environment["SLIPWAY_HOSTILE_STRINGS"].flatMap { Int($0) } ?? 4_000

    @Test(arguments: 1...4)
    func `no string brings a sequence of its own, and each takes the columns that it says`(seed: Int) {
        let theme = ThemeCatalog.dashboard.theme(named: "default").theme
        var writer = HostileWriter(seed: UInt64(seed))
        for _ in 0..<(Self.count / 4) {
            let bytes = writer.next()
            let text = SafeText(bytes: bytes, limit: 120)
            var frame = Frame(size: Size(columns: 40, rows: 1))
            let place = writer.place(below: 40)
            let used = frame.write(text, column: place, in: frame.area)
            let faults = [
                "obeyed": text.plain().unicodeScalars.contains { Self.obeyed.contains($0.properties.generalCategory) },
                "not ASCII": text.plain(.ascii).utf8.contains { !(0x20...0x7E).contains($0) },
                "not its width": text.plain(.ascii).utf8.count != text.width,
                "not its columns": text.width <= 40 - place ? used != text.width : !(39...40).contains(place + used),
                "another row": frame.cells.reduce(0) { $0 + $1.character.width } != 40,
                "another sequence": Self.withoutLooks(TerminalText(theme: theme).line(0, of: frame)) != frame.line(0),
            ].filter(\.value).keys.sorted()
            // One expectation for all: a million of them take their time.
            if !faults.isEmpty { Issue.record("\(faults) of \(bytes)") }
        }
    }

    /// But for the looks that ECMA-48 names, which the recording itself has written.
    private static func withoutLooks(_ line: String) -> String {
        line.components(separatedBy: "\u{1B}[").enumerated().map { index, part in
            guard index > 0, let end = part.utf8.firstIndex(of: UInt8(ascii: "m")) else { return part }
            let isLook = part[..<end].utf8.allSatisfy { (0x30...0x3B).contains($0) }
            return isLook ? String(part[part.utf8.index(after: end)...]) : "\u{1B}" + part
        }.joined()
    }

    private static let obeyed: Set<Unicode.GeneralCategory> = [
        .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned,
    ]
}

/// Strings as an attacker writes them: sequences of terminals, what joins and turns text, and bytes that are no text.
private struct HostileWriter {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func place(below end: Int) -> Int { Int.random(in: 0..<end, using: &generator) }

    mutating func next() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...12, using: &generator) { bytes += part() }
        return bytes
    }

    private mutating func part() -> [UInt8] {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return Array((Self.sequences.randomElement(using: &generator) ?? "").utf8)
        case 1: return (0..<4).map { _ in UInt8.random(in: 0...255, using: &generator) }
        case 2: return Array("device".utf8)
        case 3: return Array(String(scalar(in: 0x300...0x36F)).utf8)
        case 4: return Array(String(scalar(in: 0x1100...0xFFFF)).utf8)
        default: return Array(String(scalar(in: 0...0x10FFFF)).utf8)
        }
    }

    private mutating func scalar(in range: ClosedRange<UInt32>) -> Unicode.Scalar {
        Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? "\u{FFFD}"
    }

    private static let sequences = [
        "\u{1B}[2J", "\u{1B}]0;owned\u{7}", "\u{1B}]52;c;cm0gLXJm\u{1B}\\", "\u{9B}31m", "\u{1B}P1$r0m\u{1B}\\",
        "\u{1B}c", "\r\n", "\u{8}\u{8}", "\t", "\u{E}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{200D}", "\u{FE0F}",
        "\u{20E3}",
        "\u{1F1E9}\u{1F1EA}", "\u{1F44D}\u{1F3FD}", "\u{E0041}", "\u{2028}", "日本",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}",
    ]
}
