/// The line of a filter in pieces.
///
/// Scalars are told apart and not characters, so that an accent after a quote hides no quote.
struct FilterLine {
    let scalars: [Unicode.Scalar]
    private(set) var tokens: [FilterToken] = []
    private(set) var faults: [FilterFault] = []
    private var index = 0

    init(_ line: String) {
        scalars = Array(line.unicodeScalars)
        while index < scalars.count { readToken() }
    }

    /// From 1, in characters.
    func column(of offset: Int) -> Int { Self.text(scalars[..<offset]).count + 1 }

    private mutating func readToken() {
        let start = index
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "\"": readQuoted(from: start)
        case "=": append(.equal, from: start)
        case "<": append(.less, from: start)
        case ">": append(.greater, from: start)
        case "(": append(.opening, from: start)
        case ")": append(.closing, from: start)
        case ",": append(.comma, from: start)
        case "!" where peek == "=":
            index += 1
            append(.unequal, from: start)
        default:
            if scalar.properties.isWhitespace { return }
            while let next = peek, !ends(next) { index += 1 }
            for offset in start..<index { refuseControl(at: offset) }
            append(.word(Self.text(scalars[start..<index])), from: start)
        }
    }

    private mutating func readQuoted(from start: Int) {
        var text = String.UnicodeScalarView()
        while let scalar = peek {
            index += 1
            switch scalar {
            case "\"":
                append(.quoted(String(text)), from: start)
                return
            case "\\":
                if let escaped = peek, escaped == "\"" || escaped == "\\" {
                    text.append(escaped)
                    index += 1
                } else {
                    fault(at: index - 1, "\\ stands before \" or \\ only; write \\\\ for one")
                    text.append(scalar)
                }
            default:
                refuseControl(at: index - 1)
                text.append(scalar)
            }
        }
        fault(at: start, "this quote is never closed")
        append(.quoted(String(text)), from: start)
    }

    /// Nothing that is registered holds one, and a database ends a text at the first of them.
    private mutating func refuseControl(at offset: Int) {
        guard scalars[offset].properties.generalCategory == .control else { return }
        let code = String(scalars[offset].value, radix: 16, uppercase: true)
        fault(at: offset, "the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)")
    }

    private func ends(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "=", "<", ">", "(", ")", ",": true
        case "!": index + 1 < scalars.count && scalars[index + 1] == "="
        default: scalar.properties.isWhitespace
        }
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func append(_ kind: FilterToken.Kind, from start: Int) {
        tokens.append(FilterToken(kind: kind, range: start..<index))
    }

    private mutating func fault(at offset: Int, _ message: String) {
        faults.append(FilterFault(column: column(of: offset), message: message))
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
