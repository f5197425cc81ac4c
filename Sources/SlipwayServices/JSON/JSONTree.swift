/// What one value has said of itself: finished texts, one after the other, and branches over them.
final class JSONTree {
    private(set) var texts: [UInt8] = []
    private(set) var branches: [JSONBranch] = []
    private let spelling: JSONName.Spelling
    private var names: [String: JSONName] = [:]
    /// For the next value, most of which are a text or a number and need no branch of their own in the end.
    private var spare: JSONBranch?
    private var dictionaries: [ObjectIdentifier: Bool] = [:]

    init(spelling: JSONName.Spelling) { self.spelling = spelling }

    /// - Throws: what the value throws, and EncodingError for a number that is none.
    func part<Value: Encodable>(of value: Value) throws -> JSONBranch.Part {
        var branch = spare ?? JSONBranch(in: self)
        spare = nil
        if holdsNames(Value.self), let dictionary = value as? any NamedValues {
            try dictionary.encodeVerbatim(to: branch)
        } else {
            try value.encode(to: branch)
        }
        if branch.kind == .single, let part = branch.parts.last {
            if isKnownUniquelyReferenced(&branch) {
                branch.clear()
                spare = branch
            }
            return part
        }
        branches.append(branch)
        return .branch(branches.count - 1)
    }

    func newBranch() -> (JSONBranch, JSONBranch.Part) {
        branches.append(JSONBranch(in: self))
        return (branches[branches.count - 1], .branch(branches.count - 1))
    }

    /// Asked once for each type: to ask a value costs more than to write it.
    private func holdsNames(_ type: any Encodable.Type) -> Bool {
        if let known = dictionaries[ObjectIdentifier(type)] { return known }
        let holdsNames = type is any NamedValues.Type
        dictionaries[ObjectIdentifier(type)] = holdsNames
        return holdsNames
    }
}

extension JSONTree {
    func null() -> JSONBranch.Part { add("null") }
    func flag(_ value: Bool) -> JSONBranch.Part { add(value ? "true" : "false") }
    func number(_ value: some FixedWidthInteger) -> JSONBranch.Part { add(value.description) }

    /// - Throws: EncodingError for a number that is none, which JSON cannot say.
    func number(_ value: some BinaryFloatingPoint & CustomStringConvertible) throws -> JSONBranch.Part {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, EncodingError.Context(codingPath: [], debugDescription: "\(value) is no number"))
        }
        let text = value.description
        return add(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    func text(_ value: String) -> JSONBranch.Part {
        let start = texts.count
        JSONText.append(value, to: &texts)
        return .text(start..<texts.count)
    }

    private func add(_ text: String) -> JSONBranch.Part {
        let start = texts.count
        texts.append(contentsOf: text.utf8)
        return .text(start..<texts.count)
    }
}

extension JSONTree {
    /// The name of a value in a dictionary.
    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func name<Key: CodingKey>(of key: Key) -> JSONName {
        let text = key.stringValue
        if Key.self == Name.self { return JSONName(text, .verbatim) }
        if let name = names[text] { return name }
        let name = JSONName(text, spelling)
        names[text] = name
        return name
    }
}

/// A dictionary, whose names are data: they stay as they are.
private protocol NamedValues {
    func encodeVerbatim(to encoder: JSONBranch) throws
}

extension Dictionary: NamedValues where Key == String, Value: Encodable {
    fileprivate func encodeVerbatim(to encoder: JSONBranch) throws {
        var container = encoder.container(keyedBy: JSONTree.Name.self)
        for (name, value) in self { try container.encode(value, forKey: JSONTree.Name(stringValue: name)) }
    }
}
