import SlipwayCore

/// A JSON value that need not be what anybody expects; an object may hold a name twice.
indirect enum FuzzedJSON: Sendable {
    case null
    case flag(Bool)
    /// As it is written.
    case number(String)
    case text(String)
    case list([FuzzedJSON])
    case object([Member])

    struct Member: Sendable {
        var name: String
        var value: FuzzedJSON
    }

    var bytes: [UInt8] { Array(written.utf8) }

    private var written: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        case .text(let text): Self.quoted(text)
        case .list(let elements): "[" + elements.map(\.written).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.name) + ": " + $0.value.written }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension FuzzedJSON {
    /// Well-formed, and hardly ever what a field is for.
    static func hostile(using random: inout SeededGenerator, depth: Int = 0) -> FuzzedJSON {
        switch Int.random(in: 0..<(depth < 3 ? 9 : 6), using: &random) {
        case 0: return .null
        case 1: return .flag(Bool.random(using: &random))
        case 2, 3: return .number(HostileText.numbers.randomElement(using: &random) ?? "0")
        case 4, 5: return .text(HostileText.texts.randomElement(using: &random) ?? "")
        case 6:
            let count = Int.random(in: 0...3, using: &random)
            return .list((0..<count).map { _ in hostile(using: &random, depth: depth + 1) })
        case 7: return nested(levels: Int.random(in: 1...58, using: &random), isList: Bool.random(using: &random))
        default:
            return .object([Member(name: "x", value: hostile(using: &random, depth: depth + 1))])
        }
    }

    static func nested(levels: Int, isList: Bool) -> FuzzedJSON {
        (0..<levels).reduce(.null) { inner, _ in isList ? .list([inner]) : .object([Member(name: "a", value: inner)]) }
    }
}

/// What has broken parsers, paths, statements and terminals before.
enum HostileText {
    static let numbers = [
        "0", "-0", "-1", "1", "1.5", "1e3", "1e309", "-1e309", "1E+2", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "9007199254740993", "2147483648", "4294967296", "0.1e-400",
        "1" + String(repeating: "0", count: 400), "0.30000000000000004",
    ]

    static let texts = [
        "", " ", "x", "null", "true", "-1", "1.0.0", "9.9.9", "v1", "1e9", "NaN", "é", "é", "😀", "\u{0}", "\u{7F}",
        "\u{202E}evil", "\u{FEFF}", "\u{FFFD}", "\u{1B}[31m", "a\r\nX-Evil: 1", "'; DROP TABLE devices; --",
        "\" OR 1=1",
        "../../etc/passwd", "..\\..\\boot.ini", "%2e%2e%2f", "%s%n%x", "${jndi:ldap://a}", "<script>", "*", "?", "_",
        "%",
        "2026-11-23T14:03:07.125Z", "00000000-0000-0000-0000-000000000000", String(repeating: "x", count: 255),
        String(repeating: "x", count: 256), String(repeating: "漢", count: 300), String(repeating: "x", count: 20_000),
    ]

    /// What a path must not lead out of.
    static let pathPieces = [
        "..", "../..", "%2e%2e", "%2e%2e%2f", "..%2f..%2fetc%2fpasswd", "%00", "%", "%zz", "%ff", "", "/", "\\", ";a=b",
        ".", "a b", "+", "%252e", "\u{E9}",
    ]
}
