/// The only text that a cell, a title, a log line, the clipboard or output after the exit accepts.
///
/// Controls, bidi and zero-width characters, tags, private use and invalid UTF-8 are a visible `·`; a cell has at most
/// four combining marks; joined emoji are their first scalar and `·`; what is longer than ``maximumLength`` ends in `…`.
package struct SafeText: Hashable, Sendable {
    /// Characters kept of any one text.
    package static let maximumLength = 2_000
    package static let empty = SafeText(characters: [])

    package let characters: [SafeCharacter]
    /// Columns; kept, since every piece of text is measured several times on its way to the screen.
    package let width: Int

    package init(_ source: some StringProtocol, limit: Int = SafeText.maximumLength) {
        self.init(characters: TextSanitizer.characters(of: String(source), limit: max(1, limit)))
    }

    /// Bytes that claim to be UTF-8: every faulty sequence is a `·`.
    package init(bytes: some Collection<UInt8>, limit: Int = SafeText.maximumLength) {
        self.init(String(decoding: bytes, as: UTF8.self), limit: limit)
    }

    package init(characters: [SafeCharacter]) {
        self.characters = characters
        width = characters.reduce(0) { $0 + $1.width }
    }

    package var isEmpty: Bool { characters.isEmpty }

    /// For a terminal outside the screen; `ascii` where the locale is not UTF-8.
    package func plain(_ glyphs: GlyphSet = .unicode) -> String {
        var text = String.UnicodeScalarView()
        for character in characters {
            switch glyphs {
            case .unicode: character.append(to: &text)
            case .ascii: for _ in 0..<character.width { character.ascii.append(to: &text) }
            }
        }
        return String(text)
    }

    /// The longest start that fits, ending in `…` where something was left out; wide characters are never split.
    package func truncated(to columns: Int) -> SafeText {
        guard width > columns else { return self }
        guard columns > 0 else { return .empty }
        var kept: [SafeCharacter] = []
        var used = 0
        for character in characters {
            guard used + character.width <= columns - 1 else { break }
            kept.append(character)
            used += character.width
        }
        return SafeText(characters: kept + [.ellipsis])
    }

    /// Exactly `columns` wide: cut or filled with spaces on the side that the alignment leaves.
    package func padded(to columns: Int, alignment: Alignment = .leading) -> SafeText {
        let text = truncated(to: columns)
        let missing = [SafeCharacter](repeating: .space, count: max(0, columns - text.width))
        switch alignment {
        case .leading: return SafeText(characters: text.characters + missing)
        case .trailing: return SafeText(characters: missing + text.characters)
        }
    }

    /// Words wrapped to lines of at most `columns`; a longer word is broken.
    package func wrapped(to columns: Int) -> [SafeText] {
        guard columns > 0 else { return [] }
        var lines: [[SafeCharacter]] = []
        var line: [SafeCharacter] = []
        var used = 0
        for word in characters.split(separator: .space, omittingEmptySubsequences: true) {
            let length = word.reduce(0) { $0 + $1.width }
            if used > 0, used + 1 + length > columns {
                lines.append(line)
                (line, used) = ([], 0)
            }
            if used > 0 {
                line.append(.space)
                used += 1
            }
            for character in word {
                if used + character.width > columns, used > 0 {
                    lines.append(line)
                    (line, used) = ([], 0)
                }
                line.append(character)
                used += character.width
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map(SafeText.init(characters:))
    }

    package static func + (left: SafeText, right: SafeText) -> SafeText {
        SafeText(characters: left.characters + right.characters)
    }

    package enum Alignment: Hashable, Sendable { case leading, trailing }
}

extension SafeText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value) }
}

extension SafeText: CustomStringConvertible {
    package var description: String { plain() }
}
