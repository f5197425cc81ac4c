/// What failure texts have in common once their numbers, addresses and identifiers are masked: thousands of failures
/// group into a few causes by it.
package struct ReasonKey: RawRepresentable, Hashable, Sendable {
    /// At most 120 Unicode scalars when made by `masking`.
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Replaces by `#` runs of digits, hexadecimal identifiers, UUIDs, and IPv4, IPv6 and MAC addresses; controls and
    /// runs of white space become one space.
    ///
    /// Devices write these texts, so the work is bounded: only the first 1,000 scalars count.
    package static func masking(_ failureText: String) -> ReasonKey {
        var mask = FailureTextMask(failureText.unicodeScalars.prefix(1_000))
        let masked = mask.run()
        var length = 0
        // Whole characters only, but one endless cluster of combining marks must not empty the key.
        let kept = masked.prefix { character in
            length += character.unicodeScalars.count
            return length <= 120
        }
        return ReasonKey(rawValue: trimmingEnd(kept.isEmpty ? String(masked.unicodeScalars.prefix(120)) : String(kept)))
    }

    private static func trimmingEnd(_ text: String) -> String {
        text.last == " " ? String(text.dropLast()) : text
    }
}

/// One pass over a failure text. Each pattern looks ahead a bounded number of scalars, so the pass is linear.
private struct FailureTextMask {
    private let scalars: [Unicode.Scalar]
    private var masked = String.UnicodeScalarView()

    init(_ scalars: some Sequence<Unicode.Scalar>) {
        self.scalars = Array(scalars)
    }

    mutating func run() -> String {
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isBlank(scalar) {
                if !masked.isEmpty, masked.last != " " { masked.append(" ") }
                index += 1
            } else if let end = endOfIdentifier(at: index) ?? end(ofDigitsAt: index) {
                masked.append("#")
                index = end
            } else {
                masked.append(scalar)
                index += 1
            }
        }
        return String(masked)
    }

    /// The index after the identifier or address that starts a word at `start`.
    private func endOfIdentifier(at start: Int) -> Int? {
        guard isBoundary(start), isHexadecimal(start) || [":", "g"].contains(scalars[start]) else { return nil }
        return end(ofUUIDAt: start) ?? end(ofIPv6At: start) ?? end(ofMACAt: start) ?? end(ofIPv4At: start)
            ?? end(ofHexadecimalWordAt: start)
    }

    private func end(ofDigitsAt start: Int) -> Int? {
        let end = scan(from: start, while: isDigit)
        return end > start ? end : nil
    }

    private func end(ofUUIDAt start: Int) -> Int? {
        end(ofGroups: [8, 4, 4, 4, 12], separatedBy: "-", at: start)
    }

    private func end(ofMACAt start: Int) -> Int? {
        let groups = [2, 2, 2, 2, 2, 2]
        return end(ofGroups: groups, separatedBy: ":", at: start) ?? end(ofGroups: groups, separatedBy: "-", at: start)
    }

    private func end(ofGroups lengths: [Int], separatedBy separator: Unicode.Scalar, at start: Int) -> Int? {
        var index = start
        for (position, length) in lengths.enumerated() {
            if position > 0 {
                guard character(index) == separator else { return nil }
                index += 1
            }
            let end = scan(from: index, atMost: length, while: isHexadecimal)
            guard end - index == length else { return nil }
            index = end
        }
        return isBoundary(index) ? index : nil
    }

    private func end(ofIPv4At start: Int) -> Int? {
        var index = start
        for position in 0..<4 {
            if position > 0 {
                guard character(index) == "." else { return nil }
                index += 1
            }
            let end = scan(from: index, atMost: 3, while: isASCIIDigit)
            guard end > index else { return nil }
            index = end
        }
        return isBoundary(index) ? index : nil
    }

    /// RFC 4291 section 2.2: eight groups, or fewer around one `::`, the last two perhaps as IPv4. At least one digit is
    /// asked for, since `add::fee` is rather a name.
    private func end(ofIPv6At start: Int) -> Int? {
        // `step::1` is a name and a number.
        if scalars[start] == ":", start > 0, isWordPart(scalars[start - 1]) { return nil }
        var index = start
        var groups = 0
        var isCompressed = false
        while groups < 8 {
            if groups > 0 || isCompressed, let end = end(ofIPv4At: index) {
                groups += 2
                index = end
                break
            }
            let end = scan(from: index, atMost: 4, while: isHexadecimal)
            if end > index { groups += 1 }
            index = end
            guard character(index) == ":" else { break }
            if character(index + 1) == ":", !isCompressed {
                isCompressed = true
                index += 2
            } else if end > start, groups < 8, isHexadecimal(index + 1) {
                index += 1
            } else {
                break
            }
        }
        let hasDigit = scalars[start..<index].contains { $0.properties.numericType == .decimal }
        guard isCompressed ? groups < 8 : groups == 8, hasDigit, isBoundary(index) else { return nil }
        return index
    }

    /// `0x` and digits, or six and more with a digit among them; `git describe` puts a `g` in front.
    private func end(ofHexadecimalWordAt start: Int) -> Int? {
        if scalars[start] == "0", character(start + 1) == "x" || character(start + 1) == "X" {
            let end = scan(from: start + 2, while: isHexadecimal)
            return end > start + 2 && isBoundary(end) ? end : nil
        }
        let first = scalars[start] == "g" ? start + 1 : start
        let end = scan(from: first, while: isHexadecimal)
        let hasDigit = scalars[first..<end].contains { "0"..."9" ~= $0 }
        return hasDigit && end - first >= 6 && isBoundary(end) ? end : nil
    }

    private func scan(from start: Int, atMost limit: Int = .max, while matches: (Int) -> Bool) -> Int {
        var index = start
        while index < scalars.count, index - start < limit, matches(index) { index += 1 }
        return index
    }

    private func character(_ index: Int) -> Unicode.Scalar? {
        index < scalars.count ? scalars[index] : nil
    }

    /// Whether no word goes on across `index`.
    private func isBoundary(_ index: Int) -> Bool {
        guard index > 0, index < scalars.count else { return true }
        return !(isWordPart(scalars[index - 1]) && isWordPart(scalars[index]))
    }

    private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
    }

    private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.properties.isWhitespace
    }

    private func isDigit(_ index: Int) -> Bool {
        scalars[index].properties.numericType == .decimal
    }

    private func isASCIIDigit(_ index: Int) -> Bool {
        "0"..."9" ~= scalars[index]
    }

    private func isHexadecimal(_ index: Int) -> Bool {
        guard let scalar = character(index) else { return false }
        return scalar.isASCII && scalar.properties.isHexDigit
    }
}
