import Yams

/// Reads one theme file, collecting what is wrong instead of stopping.
///
/// A value is `colour [on colour] [attribute …]`: a colour is `default`, `#RRGGBB` or a number to 255 in the `256`
/// column, a name such as `red` or `bright-red` in the `16` column; `mono` takes attributes alone.
struct ThemeParser {
    let file: String
    /// What roles were called before, or are called in the words of a product.
    private let aliases: [String: Role]
    private(set) var issues: [ThemeIssue] = []

    init(file: String, aliases: [String: Role]) {
        self.file = file
        self.aliases = aliases
    }

    struct Document {
        var name: String?
        var inherits: String?
        var inheritsLine = 0
        var ground: RGB?
        var groundLine = 0
        var looks: [ColorTier: [Role: Appearance]] = [:]
        /// Where each look stands, those too that are not understood.
        var lines: [ColorTier: [Role: Int]] = [:]

        /// Where the colours of a text are decided: by the file, or by what it inherits.
        func line(of text: IllegibleText) -> Int {
            let lines = lines[text.tier] ?? [:]
            if let line = lines[text.role] ?? text.surface.flatMap({ lines[$0] }) { return line }
            return groundLine > 0 ? groundLine : inheritsLine
        }
    }

    mutating func parse(_ text: String) -> Document {
        var document = Document()
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            report(error.line, "not YAML: \(error.reason)")
            return document
        } catch {
            report(0, "not readable")
            return document
        }
        guard let mapping = root?.mapping else {
            report(1, "a theme is a mapping with name, inherits, ground and roles")
            return document
        }
        for (key, value) in mapping {
            switch key.string {
            case "name": document.name = value.string
            case "inherits":
                document.inherits = value.string
                document.inheritsLine = line(of: value)
            case "ground":
                document.groundLine = line(of: value)
                document.ground = value.string.flatMap { RGB(hexadecimal: $0) }
                if document.ground == nil { report(line(of: value), "ground is not a #RRGGBB colour") }
            case "roles": read(roles: value, into: &document)
            default: report(line(of: key), "unknown key: \(spelling(key))")
            }
        }
        return document
    }

    mutating func report(_ line: Int, _ message: String) {
        issues.append(ThemeIssue(file: file, line: line, message: SafeText(message).plain()))
    }

    private mutating func read(roles node: Node, into document: inout Document) {
        guard let mapping = node.mapping else { return report(line(of: node), "roles is not a mapping") }
        for (key, value) in mapping {
            guard let role = key.string.flatMap({ Role(rawValue: $0) ?? aliases[$0] }) else {
                report(line(of: key), "unknown role: \(spelling(key))")
                continue
            }
            guard let columns = value.mapping else {
                report(line(of: value), "\(role.rawValue) is not a mapping of 256, 16 and mono")
                continue
            }
            for (column, look) in columns {
                guard let tier = column.string.flatMap(ColorTier.init(rawValue:)) else {
                    report(
                        line(of: column),
                        "\(role.rawValue): unknown column: \(spelling(column)); there are 256, 16 and mono")
                    continue
                }
                document.lines[tier, default: [:]][role] = line(of: look)
                guard let appearance = appearance(look, of: role, tier: tier) else { continue }
                document.looks[tier, default: [:]][role] = appearance
            }
        }
    }

    private mutating func appearance(_ node: Node, of role: Role, tier: ColorTier) -> Appearance? {
        guard let value = node.string else {
            report(line(of: node), "\(role.rawValue): a look is text such as \"#56B4E9 bold\"")
            return nil
        }
        var look = Appearance()
        var isBackground = false
        for word in value.split(separator: " ") {
            if word == "on" {
                isBackground = true
            } else if let attribute = Self.attributes[String(word)] {
                look.attributes.formUnion(attribute)
            } else if let color = Self.color(word, tier: tier) {
                if isBackground { look.background = color } else { look.foreground = color }
                isBackground = false
            } else if word != "default" || tier == .mono {
                report(
                    line(of: node), "\(role.rawValue): unknown colour or attribute for \(tier.rawValue): \(word)")
                return nil
            }
        }
        return look
    }

    private static func color(_ word: Substring, tier: ColorTier) -> Int? {
        switch tier {
        case .mono: nil
        case .sixteen: names.firstIndex(of: String(word))
        case .full:
            RGB(hexadecimal: word)?.nearestPaletteIndex
                ?? Int(word).flatMap { (0...255).contains($0) ? $0 : nil }
        }
    }

    private static let attributes: [String: Attributes] = [
        "normal": [], "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
    ]

    private static let plainNames = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
    private static let names = plainNames + plainNames.map { "bright-\($0)" }

    private func line(of node: Node) -> Int { node.mark?.line ?? 0 }

    private func spelling(_ node: Node) -> String { node.string ?? "not a word" }
}

/// What is wrong in a theme file; the rest of the file is used all the same.
package struct ThemeIssue: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Counted from 1; 0 where it is the file as a whole.
    package let line: Int
    package let message: String

    package var description: String { line > 0 ? "\(file):\(line): \(message)" : "\(file): \(message)" }
}
