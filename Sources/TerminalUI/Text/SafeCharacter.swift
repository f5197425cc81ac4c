/// One drawn character: a base scalar and at most four combining marks. Only `TextSanitizer` makes one.
///
/// All of it in two words, since frames hold thousands and are compared at every key: nothing is allocated or counted.
package struct SafeCharacter: Hashable, Sendable {
    static let maximumMarks = 4

    /// The base and the first two marks, 21 bits each from the lowest; 0 where there is none.
    private let front: UInt64
    /// Two more marks, and above them the columns.
    private let back: UInt64

    /// - Parameters:
    ///   - marks: no more than four.
    ///   - width: columns.
    init(_ base: Unicode.Scalar, marks: [Unicode.Scalar] = [], width: Int) {
        var (front, back) = (UInt64(base.value), UInt64(width) << Self.widthShift)
        for (index, mark) in marks.prefix(Self.maximumMarks).enumerated() {
            let place = index + 1
            if place < 3 {
                front |= UInt64(mark.value) << (place * Self.scalarBits)
            } else {
                back |= UInt64(mark.value) << ((place - 3) * Self.scalarBits)
            }
        }
        (self.front, self.back) = (front, back)
    }

    private init() { (front, back) = (0, 0) }

    package static let space = SafeCharacter(" ", width: 1)
    /// Stands for whatever must not reach a terminal.
    package static let replacement = SafeCharacter("·", width: 1)
    static let asciiReplacement = SafeCharacter("?", width: 1)
    /// Stands for what was cut off.
    static let ellipsis = SafeCharacter("…", width: 1)
    /// The second column of a wide character.
    package static let continuation = SafeCharacter()

    /// Columns: 1, or 2 for East Asian wide characters; 0 only for ``continuation``.
    package var width: Int { Int(back >> Self.widthShift) }

    /// The base at 0 and its marks from 1 on; none beyond them, nor in ``continuation``.
    package subscript(place: Int) -> Unicode.Scalar? {
        guard place <= Self.maximumMarks else { return nil }
        let bits = place < 3 ? front >> (place * Self.scalarBits) : back >> ((place - 3) * Self.scalarBits)
        let value = UInt32(bits & Self.scalarMask)
        return value == 0 ? nil : Unicode.Scalar(value)
    }

    package var text: String {
        var text = String.UnicodeScalarView()
        append(to: &text)
        return String(text)
    }

    func append(to text: inout String.UnicodeScalarView) {
        var place = 0
        while let scalar = self[place] {
            text.append(scalar)
            place += 1
        }
    }

    /// The same columns in ASCII alone: a wide character gives `?` and the painter of its second column another.
    package var ascii: SafeCharacter {
        guard let base = self[0] else { return self }
        if base.isASCII { return SafeCharacter(base, width: 1) }
        guard width == 1, let scalar = Transliteration.ascii(base) else { return .asciiReplacement }
        return SafeCharacter(scalar, width: 1)
    }

    private static let scalarBits = 21
    private static let scalarMask: UInt64 = 1 << 21 - 1
    private static let widthShift = 62
}
