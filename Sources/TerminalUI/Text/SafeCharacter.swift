/// One drawn character: a base scalar and at most four combining marks. Only ``TextSanitizer`` makes one.
package struct SafeCharacter: Hashable, Sendable {
    package let text: String
    /// Columns: 1, or 2 for East Asian wide characters; 0 only for ``continuation``.
    package let width: Int

    init(text: String, width: Int) {
        self.text = text
        self.width = width
    }

    package static let space = SafeCharacter(text: " ", width: 1)
    /// Stands for whatever must not reach a terminal.
    package static let replacement = SafeCharacter(text: "·", width: 1)
    static let asciiReplacement = SafeCharacter(text: "?", width: 1)
    /// The second column of a wide character.
    package static let continuation = SafeCharacter(text: "", width: 0)

    /// The same columns in ASCII alone: a wide character gives `?` and the painter of its second column another.
    package var ascii: SafeCharacter {
        guard let first = text.unicodeScalars.first else { return self }
        if first.isASCII { return SafeCharacter(text: String(first), width: 1) }
        guard width == 1, let scalar = Transliteration.ascii(first) else { return .asciiReplacement }
        return SafeCharacter(text: String(scalar), width: 1)
    }
}
