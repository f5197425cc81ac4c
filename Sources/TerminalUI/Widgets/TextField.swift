/// One line of text being typed. What it holds is not safe text yet: only drawing makes it so.
package struct TextField: Hashable, Sendable {
    package private(set) var text: String
    /// Characters before the cursor.
    package private(set) var position: Int
    package let limit: Int

    package init(_ text: String = "", limit: Int = 500) {
        self.text = String(text.prefix(limit))
        self.limit = limit
        position = self.text.count
    }

    /// With the cursor behind so many characters; takes any length that is there already.
    init(_ text: String, position: Int) {
        self.text = text
        limit = max(text.count, 500) + 500
        self.position = min(max(0, position), text.count)
    }

    /// Line ends and tabs of a paste become spaces. False where the key means nothing in a field.
    @discardableResult
    package mutating func type(_ input: TextInput) -> Bool {
        switch input {
        case .paste(let pasted):
            insert(String(pasted.prefix(limit).map { $0.isNewline || $0 == "\t" ? " " : $0 }))
            return true
        case .key(let key): return press(key)
        }
    }

    package mutating func replace(with text: String) { self = TextField(text, limit: limit) }

    /// Columns taken by what is before the cursor.
    package var cursorColumn: Int { SafeText(text.prefix(position)).width }

    package var safeText: SafeText { SafeText(text) }

    private mutating func press(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .backspace: if position > 0 { remove(position - 1..<position) }
        case .delete, .control("d"): if position < text.count { remove(position..<position + 1) }
        case .left: position = max(0, position - 1)
        case .right: position = min(text.count, position + 1)
        case .home: position = 0
        case .end, .control("e"): position = text.count
        case .control("u"): remove(0..<position)
        case .control("k"): remove(position..<text.count)
        case .control("w"): removeWord()
        default: return false
        }
        return true
    }

    private mutating func insert(_ addition: String) {
        let fitting = String(addition.prefix(max(0, limit - text.count)))
        let rest = text.dropFirst(position)
        let start = text.prefix(position) + fitting
        // Counted again: a combining mark joins the character before it.
        position = start.count
        text = start + String(rest)
    }

    private mutating func remove(_ range: Range<Int>) {
        text = String(text.prefix(range.lowerBound)) + String(text.dropFirst(range.upperBound))
        position = min(range.lowerBound, text.count)
    }

    private mutating func removeWord() {
        let before = Array(text.prefix(position))
        var start = before.count
        while start > 0, before[start - 1] == " " { start -= 1 }
        while start > 0, before[start - 1] != " " { start -= 1 }
        remove(start..<position)
    }
}

/// What a field receives.
package enum TextInput: Hashable, Sendable {
    case key(Key)
    /// As the terminal sent it, line ends being LF; not yet safe.
    case paste(String)
}
