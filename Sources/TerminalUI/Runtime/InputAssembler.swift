/// Turns what arrived in one read into events, so that a paste is never taken for keystrokes.
///
/// Brackets mark a paste where the terminal knows them: there whatever comes without them was typed, however much of it a
/// slow link hands over at once. Elsewhere, and outside a field, more than three printable characters in one read are a
/// paste as well, unless all are the same key or the read begins with `:` or `/`.
package struct InputAssembler: Sendable {
    /// Bytes kept of one paste: some 400,000 rows of a sheet.
    package static let pasteLimit = 16 << 20
    /// Set while text is being typed somewhere.
    package var acceptsText = false

    private var pasted: String?
    private var bracketsPastes: Bool

    /// - Parameter bracketsPastes: whether the terminal is known to mark pastes; one that marks a paste is known to from
    ///   then on.
    package init(bracketsPastes: Bool = false) { self.bracketsPastes = bracketsPastes }

    package mutating func events(for read: [RawInput]) -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        var keys: [Key] = []
        for input in read {
            switch input {
            case .pasteBegan:
                events += typed(keys)
                keys = []
                pasted = ""
                bracketsPastes = true
            case .pasteEnded: events += endPaste()
            // A terminal that lost the end of a paste must not swallow the keyboard for good. A person's key comes
            // alone; one among others is a part of the paste.
            case .key(.control("c")) where pasted != nil && read.count == 1: events += endPaste()
            case .key(let key):
                if pasted == nil { keys.append(key) } else { collect(key) }
            }
        }
        return events + typed(keys)
    }

    private mutating func endPaste() -> [TerminalEvent] {
        defer { pasted = nil }
        return pasted.map { [.paste($0)] } ?? []
    }

    private mutating func collect(_ key: Key) {
        guard let count = pasted?.utf8.count, count < Self.pasteLimit else { return }
        pasted? += Self.text(key)
    }

    private func typed(_ read: [Key]) -> [TerminalEvent] {
        let keys = Self.withoutUnknownSequences(read)
        guard !acceptsText, !bracketsPastes else { return keys.map(TerminalEvent.key) }
        guard keys.first == ":" || keys.first == "/" else {
            return looksPasted(keys) ? [.paste(keys.map(Self.text).joined())] : keys.map(TerminalEvent.key)
        }
        // The prompt ends with its line; what comes after is judged from scratch.
        let end = keys.firstIndex(of: .enter).map { $0 + 1 } ?? keys.endIndex
        return keys[..<end].map(TerminalEvent.key) + typed(Array(keys[end...]))
    }

    private func looksPasted(_ keys: [Key]) -> Bool {
        let printable = keys.filter(Self.isPrintable)
        return printable.count > 3 && Set(printable).count > 1
    }

    /// Escape and a `[` or `O` after it in the same read begin a sequence that was not decoded, such as a modified arrow:
    /// taken apart it would go a level up and type the rest. Before any other key Escape was pressed itself: Alt, which
    /// sends the same, has no use here.
    private static func withoutUnknownSequences(_ keys: [Key]) -> [Key] {
        var result: [Key] = []
        var rest = keys[...]
        while let key = rest.popFirst() {
            guard key == .escape, rest.first == "[" || rest.first == "O" else {
                result.append(key)
                continue
            }
            rest.removeFirst()
            while let part = rest.popFirst() {
                guard case .character(let character) = part, let code = character.asciiValue else { break }
                if (0x40...0x7E).contains(code) { break }
            }
        }
        return result
    }

    /// As the terminal sends it: the letter's lowest five bits.
    private static func control(_ character: Character) -> String {
        character.asciiValue.map { String(UnicodeScalar($0 & 0x1F)) } ?? ""
    }

    private static func isPrintable(_ key: Key) -> Bool {
        if case .character = key { true } else { false }
    }

    private static func text(_ key: Key) -> String {
        switch key {
        case .character(let character): String(character)
        case .enter: "\n"
        case .tab: "\t"
        // Kept, so that the reader of the text can refuse it instead of taking it for something else.
        case .control(let character): Self.control(character)
        case .backspace: "\u{8}"
        case .delete: "\u{7F}"
        case .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .insert, .backTab, .escape, .function:
            "\u{1B}"
        }
    }
}

/// What a terminal library decoded, before pastes and unknown sequences are told from keys.
package enum RawInput: Hashable, Sendable {
    case key(Key)
    case pasteBegan
    case pasteEnded
}
