/// The name of a member, ready to be written and quick to be compared.
struct JSONName {
    enum Spelling { case snakeCase, verbatim }

    /// As a string of JSON.
    let quoted: [UInt8]
    private let text: String
    /// The first eight bytes, which tell most names apart.
    private let start: UInt64

    init(_ name: String, _ spelling: Spelling) {
        text = spelling == .snakeCase ? Self.snakeCase(name) : name
        var quoted: [UInt8] = []
        JSONText.append(text, to: &quoted)
        self.quoted = quoted
        let first = text.utf8.prefix(8)
        start = first.reduce(0) { $0 << 8 | UInt64($1) } << (8 * UInt64(8 - first.count))
    }

    /// By their bytes, as texts are ordered in Swift.
    static func precedes(_ left: JSONName, _ right: JSONName) -> Bool {
        left.start == right.start ? left.text < right.text : left.start < right.start
    }

    /// `deviceUID` is `device_uid`, `isOKNow` is `is_ok_now`, `sha256Digest` is `sha256_digest`.
    private static func snakeCase(_ name: String) -> String {
        let letters = Array(name.unicodeScalars)
        func isCapital(_ index: Int) -> Bool { letters[index].properties.isUppercase }
        var spelled = ""
        for (index, letter) in letters.enumerated() {
            guard isCapital(index) else {
                spelled.unicodeScalars.append(letter)
                continue
            }
            let endsCapitals = index + 1 < letters.count && letters[index + 1].properties.isLowercase
            if index > 0, !isCapital(index - 1) || endsCapitals { spelled.append("_") }
            spelled.append(letter.properties.lowercaseMapping)
        }
        return spelled
    }
}
