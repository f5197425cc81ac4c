/// The only maker of ``SafeCharacter``: what a machine, a file or a person wrote goes through here before a cell has it.
///
/// ncurses obeys CR, LF and BS inside a string and passes bidi and zero-width characters on, so nothing may skip this.
enum TextSanitizer {
    /// ncurses holds a base and four marks in one cell (`CCHARW_MAX` is 5).
    private static let maximumMarks = SafeCharacter.maximumMarks

    static func characters(of source: String, limit: Int) -> [SafeCharacter] {
        if let plain = plainCharacters(of: source, limit: limit) { return plain }
        var result: [SafeCharacter] = []
        // A single character may hold a million marks, so the scalars are bounded before clusters are formed.
        let scalars = source.unicodeScalars.prefix(limit * (maximumMarks + 1))
        let isCut = scalars.endIndex != source.unicodeScalars.endIndex
        for cluster in String(scalars) {
            append(cluster, to: &result)
            if result.count > limit { break }
        }
        if result.count > limit || isCut {
            result = Array(result.prefix(limit - 1)) + [.ellipsis]
        }
        return result
    }

    /// Of printable ASCII alone, which most of what is shown is; none where there is anything else, or too much of it.
    private static func plainCharacters(of source: String, limit: Int) -> [SafeCharacter]? {
        let bytes = source.utf8
        guard bytes.count <= limit, bytes.allSatisfy({ isPrintableASCII(Unicode.Scalar($0)) }) else { return nil }
        return bytes.map { SafeCharacter(Unicode.Scalar($0), width: 1) }
    }

    private static func append(_ cluster: Character, to result: inout [SafeCharacter]) {
        let scalars = cluster.unicodeScalars
        guard let first = scalars.first else { return }
        if first.isASCII, scalars.count == 1 {
            result.append(isPrintableASCII(first) ? SafeCharacter(first, width: 1) : .replacement)
            return
        }
        if scalars.count > 1, scalars.contains(where: isJoining) {
            // Terminals disagree about the width of such clusters, so only the first scalar is drawn.
            result.append(isDrawable(first) && !isMark(first) ? character(first) : .replacement)
            if result.last != .replacement { result.append(.replacement) }
            return
        }
        var base: Unicode.Scalar?
        var marks: [Unicode.Scalar] = []
        func flush() {
            if let base { result.append(character(base, marks: marks)) }
        }
        for scalar in scalars {
            if !isDrawable(scalar) {
                flush()
                (base, marks) = (nil, [])
                result.append(.replacement)
            } else if isMark(scalar) {
                if base == nil {
                    if result.last != .replacement { result.append(.replacement) }
                } else if marks.count < maximumMarks {
                    marks.append(scalar)
                }
            } else {
                flush()
                (base, marks) = (scalar, [])
            }
        }
        flush()
    }

    private static func character(_ base: Unicode.Scalar, marks: [Unicode.Scalar] = []) -> SafeCharacter {
        SafeCharacter(base, marks: marks, width: EastAsianWidth.isWide(base) ? 2 : 1)
    }

    private static func isPrintableASCII(_ scalar: Unicode.Scalar) -> Bool {
        (0x20...0x7E).contains(scalar.value)
    }

    /// ZWJ, variation selectors, the enclosing keycap, regional indicators and skin tones.
    private static func isJoining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200D, 0xFE00...0xFE0F, 0x20E3, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF, 0xE0000...0xE0FFF: true
        default: false
        }
    }

    /// Hangul vowels and finals join the syllable before them and take no column of their own.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value)
        }
    }

    /// Refuses controls, format characters (bidi, zero-width, tags), private use, separators of lines, variation
    /// selectors, the sign of invalid UTF-8, and whatever the width table does not know: unassigned in Unicode 14.
    private static func isDrawable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isPrintableASCII(scalar) }
        switch scalar.value {
        case 0xFFFD, 0xFE00...0xFE0F, 0xE0000...0xE0FFF, 0x034F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F,
            0x3164, 0xFFA0, 0x1F1E6...0x1F1FF:
            return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: break
        }
        guard let age = scalar.properties.age else { return false }
        return age.major <= 14
    }
}
