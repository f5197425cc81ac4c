extension FirmwareManifest {
    /// Everything that is wrong with a manifest that was given for what this one says.
    ///
    /// - Returns: none where it is this one's canonical form, byte by byte.
    package func faults(in given: [UInt8]) -> [FieldFault] {
        if given == Array(text.utf8) { return [] }
        guard let written = String(validating: given, as: UTF8.self) else { return [Self.fault("is not UTF-8")] }
        let lines = ManifestLines(written)
        let faults = lines.faults + differences(from: lines)
        return (faults.isEmpty ? [misplaced(in: lines)] : faults).map(Self.fault)
    }

    /// Members that say something else, each with both values.
    private func differences(from lines: ManifestLines) -> [String] {
        let single = [
            ("sha256", sha256), ("size", "\(sizeBytes)"), ("version", version), ("minimum", minimumVersion),
        ].flatMap { name, own in Self.differences(of: name, in: lines[name], from: own) }
        let (given, own) = (Self.sorted(lines["hardware"]), Self.sorted(hardwareVersions))
        guard !Self.isSame(given, own) else { return single }
        return single + [Self.text("hardware", given, own, none: "any")]
    }

    private static func differences(of name: String, in given: [String], from own: String?) -> [String] {
        let own = own.map { [$0] } ?? []
        let repeated = given.count > 1 ? ["says \(name) \(given.count) times"] : []
        return repeated + (isSame(sorted(given), own) ? [] : [text(name, given, own, none: "none")])
    }

    private static func text(_ name: String, _ given: [String], _ own: [String], none: String) -> String {
        func list(_ values: [String]) -> String {
            values.isEmpty ? none : ManifestLines.quoted(values.joined(separator: ", "))
        }
        return "says \(name) \(list(given)), and the release has \(list(own))"
    }

    /// By bytes: Swift takes texts for equal that are not the same to those who sign.
    private static func isSame(_ left: [String], _ right: [String]) -> Bool {
        left.map { Array($0.utf8) } == right.map { Array($0.utf8) }
    }

    /// The members are right, and not written as they should be: the first line that is not.
    private func misplaced(in lines: ManifestLines) -> String {
        let wanted = text.split(separator: "\n").map(String.init)
        let place = zip(lines.all, wanted).enumerated().first { !Self.isSame([$1.0], [$1.1]) }?.offset ?? wanted.count
        let number = "is not in its canonical form: line \(place + 1)"
        guard place < wanted.count else { return "\(number) is one too many" }
        guard place < lines.all.count else { return "\(number), \(ManifestLines.quoted(wanted[place])), is missing" }
        return
            "\(number) is \(ManifestLines.quoted(lines.all[place])) and must be \(ManifestLines.quoted(wanted[place]))"
    }

    private static func fault(_ text: String) -> FieldFault { FieldFault(field: "manifest", fault: text) }
}

/// A manifest as it was written, line by line.
private struct ManifestLines {
    /// Of several faults of one kind so many are told: what is not a manifest at all would be told line by line.
    private static let told = 3
    private static let names: Set<String> = ["sha256", "size", "version", "hardware", "minimum"]

    let all: [String]
    /// What is wrong with how it is written.
    private(set) var faults: [String] = []
    private var members: [String: [String]] = [:]

    init(_ text: String) {
        // By bytes: to Swift a carriage return and a line feed are one character.
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        if lines.last == [] { lines.removeLast() } else { faults.append("does not end with a line feed") }
        let returns = lines.indices.filter { lines[$0].last == 0x0D }
        if let first = returns.first {
            faults.append("ends line \(first + 1) with a carriage return; lines end with a line feed alone")
            for place in returns { lines[place].removeLast() }
        }
        all = lines.map { String(decoding: $0, as: UTF8.self) }
        let isHeaded = all.first == FirmwareManifest.heading
        if !isHeaded { faults.append("does not begin with the line \(FirmwareManifest.heading)") }
        var unknown: [String] = []
        for (place, line) in all.enumerated().dropFirst(isHeaded ? 1 : 0) {
            let parts = line.utf8.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            if parts.count == 2, Self.names.contains(parts[0]) {
                members[parts[0], default: []].append(parts[1])
            } else {
                unknown.append("line \(place + 1) is \(Self.quoted(line)), which is not a member")
            }
        }
        faults += unknown.prefix(Self.told)
        if unknown.count > Self.told { faults.append("\(unknown.count - Self.told) more lines are no members") }
    }

    subscript(name: String) -> [String] { members[name] ?? [] }

    /// Cut where it is long.
    static func quoted(_ text: String) -> String {
        text.unicodeScalars.count > 100
            ? "\"\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(99))))…\"" : "\"\(text)\""
    }
}
