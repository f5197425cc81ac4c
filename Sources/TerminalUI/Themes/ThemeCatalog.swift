/// The themes of the program and those read from the user's folder, which may hide the shipped ones by name.
package struct ThemeCatalog: Sendable {
    private let roleAliases: [String: Role]
    private var sources: [String: Source] = [:]

    /// The shipped themes.
    ///
    /// - Parameter roleAliases: other spellings of roles that theme files may use.
    package init(roleAliases: [String: Role] = [:]) {
        self.roleAliases = roleAliases
        sources["default"] = Source(file: "default.yaml", text: Self.defaultText, compiled: .compiled, shadowed: [])
        for (name, bytes) in [
            ("contrast", PackageResources.contrast_yaml), ("ember", PackageResources.ember_yaml),
            ("lagoon", PackageResources.lagoon_yaml), ("light", PackageResources.light_yaml),
            ("mono", PackageResources.mono_yaml),
        ] {
            add(name: name, file: name + ".yaml", text: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// What the compiled theme was made of.
    static var defaultText: String { String(decoding: PackageResources.default_yaml, as: UTF8.self) }

    /// `file` is what an issue names.
    package mutating func add(name: String, file: String, text: String) {
        sources[name] = Source(
            file: file, text: text, compiled: nil, shadowed: sources[name].map { [$0] } ?? [])
    }

    package var names: [String] { sources.keys.sorted() }

    /// An unknown name is an issue and gives the default theme.
    package func theme(named name: String) -> (theme: Theme, issues: [ThemeIssue]) {
        guard let source = sources[name] else {
            let known = names.joined(separator: ", ")
            let issue = ThemeIssue(file: name, line: 0, message: "no such theme; there are \(known)")
            let fallback = sources["default"].map { build($0, visited: ["default"]) }
            return (fallback?.theme ?? Theme(name: "none", ground: .black, looks: [:]), [issue])
        }
        return build(source, visited: [name])
    }

    /// Everything that is wrong with a theme, by line: what its file says that is not understood, and text that its
    /// colours make hard to read or invisible.
    package func faults(named name: String) -> [ThemeIssue] {
        let (theme, issues) = self.theme(named: name)
        guard let source = sources[name] else { return issues }
        var parser = ThemeParser(file: source.file, aliases: roleAliases)
        let document = parser.parse(source.text)
        let illegible = theme.illegibleTexts.map { text in
            ThemeIssue(file: source.file, line: document.line(of: text), message: text.description)
        }
        return (issues + illegible).enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }

    private func build(_ source: Source, visited: Set<String>) -> (theme: Theme, issues: [ThemeIssue]) {
        if let compiled = source.compiled { return (compiled, []) }
        var parser = ThemeParser(file: source.file, aliases: roleAliases)
        let document = parser.parse(source.text)
        var parent = Theme(name: "none", ground: .black, looks: [:])
        if let inherited = document.inherits {
            // A user's `default` that inherits `default` means the shipped one.
            let shadowed = visited.contains(inherited) ? source.shadowed.first : nil
            if let ancestor = shadowed ?? (visited.contains(inherited) ? nil : sources[inherited]) {
                parent = build(ancestor, visited: visited.union([inherited])).theme
            } else {
                let reason = visited.contains(inherited) ? "inherits itself" : "inherits an unknown theme"
                parser.report(document.inheritsLine, "\(reason): \(inherited)")
            }
        }
        var looks = parent.definitions
        for (tier, roles) in document.looks { looks[tier, default: [:]].merge(roles) { $1 } }
        let theme = Theme(
            name: document.name ?? source.file, ground: document.ground ?? parent.ground, looks: looks)
        return (theme, parser.issues)
    }

    private struct Source: Sendable {
        let file: String
        let text: String
        /// Stands for the text, which then is not read.
        let compiled: Theme?
        let shadowed: [Source]
    }
}

extension RGB {
    static let black = RGB(red: 0, green: 0, blue: 0)
}
