/// A name for a file, made of text that may be anything.
enum FileName {
    /// Everything that a shell or a file system could read as something else is a `_`.
    static func of(_ text: String, ending: String) -> String {
        let safe = text.unicodeScalars.prefix(100).map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isPlain || "-_.".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
        }
        return String(safe.drop { $0 == "." || $0 == "-" }) + "." + ending
    }
}
