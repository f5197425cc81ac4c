/// What one value has said of itself: finished texts, one after the other, and branches over them.
///
/// While the value is encoded, all its encoders share the tree by a pointer: it is touched for every number, and Swift
/// would check each time that no two accesses overlap. None of its methods calls out, so that none do.
struct JSONTree {
    /// Finished text, or a branch with parts of its own, by their places in the tree.
    enum Content {
        case text(Range<Int>)
        case branch(Int)
    }

    /// A value of a list, or a member of an object.
    struct Part {
        let content: Content
        /// Its place among the names; of no meaning in a list.
        let name: Int
        /// The place of the next part of the same branch.
        fileprivate(set) var next: Int?
    }

    /// Where one value is encoded: it becomes a text, a list or an object, as the value asks.
    struct Branch {
        enum Kind { case object, list, single }

        /// None where a value said nothing: it is an object without members.
        var kind: Kind?
        /// What the value is, where it is neither a list nor an object.
        var single: Content?
        /// The places of its parts.
        fileprivate(set) var ends: (first: Int, last: Int)?
        fileprivate(set) var count = 0
        /// Of an object, which names it has so far; none where they are data.
        fileprivate(set) var outline: Int? = JSONOutlines.empty
    }

    private(set) var texts: [UInt8] = []
    private(set) var parts: [Part] = []
    private(set) var branches: [Branch] = []
    private(set) var outlines: JSONOutlines
    /// Whether a type is a dictionary; asked once for each: to ask a value costs more than to write it.
    private var types: [(type: ObjectIdentifier, holdsNames: Bool)] = []

    /// - Parameter outlines: those of earlier values, which this one may share.
    init(_ outlines: JSONOutlines) { self.outlines = outlines }

    mutating func holdsNames(_ type: any Encodable.Type) -> Bool {
        let identifier = ObjectIdentifier(type)
        for known in types where known.type == identifier { return known.holdsNames }
        let holdsNames = type is any NamedValues.Type
        types.append((identifier, holdsNames))
        return holdsNames
    }
}

extension JSONTree {
    /// - Returns: the place of a new branch.
    mutating func open() -> Int {
        branches.append(Branch())
        return branches.count - 1
    }

    /// What a value said in its branch; one that is a text or a number needs no branch in the end.
    mutating func close(_ branch: Int) -> Content {
        guard let single = branches[branch].single else {
            if let outline = branches[branch].outline { outlines.arrange(outline) }
            return .branch(branch)
        }
        if branch == branches.count - 1 { branches.removeLast() }
        return single
    }

    mutating func set(_ kind: Branch.Kind, of branch: Int) { branches[branch].kind = kind }

    mutating func set(_ content: Content, as branch: Int) { branches[branch].single = content }

    mutating func add(_ content: Content, to branch: Int) { add(content, name: 0, to: branch) }

    mutating func add(_ content: Content, named key: String, to branch: Int) {
        let outline = outlines.step(from: branches[branch].outline ?? JSONOutlines.empty, by: key)
        branches[branch].outline = outline
        add(content, name: outlines.name(of: outline), to: branch)
    }

    mutating func add(_ content: Content, verbatim name: String, to branch: Int) {
        branches[branch].outline = nil
        add(content, name: outlines.add(verbatim: name), to: branch)
    }

    private mutating func add(_ content: Content, name: Int, to branch: Int) {
        let place = parts.count
        parts.append(Part(content: content, name: name, next: nil))
        if let ends = branches[branch].ends {
            parts[ends.last].next = place
            branches[branch].ends = (ends.first, place)
        } else {
            branches[branch].ends = (place, place)
        }
        branches[branch].count += 1
    }
}

extension JSONTree {
    mutating func null() -> Content { add("null") }
    mutating func flag(_ value: Bool) -> Content { add(value ? "true" : "false") }

    mutating func number(_ value: some FixedWidthInteger) -> Content {
        guard let value = Int64(exactly: value) else { return add(value.description) }
        let start = texts.count
        if value < 0 { texts.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let first = texts.count
        repeat {
            texts.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        texts[first...].reverse()
        return .text(start..<texts.count)
    }

    /// - Throws: EncodingError for a number that is none, which JSON cannot say.
    mutating func number(_ value: some BinaryFloatingPoint & CustomStringConvertible) throws -> Content {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, EncodingError.Context(codingPath: [], debugDescription: "\(value) is not a number"))
        }
        let text = value.description
        return add(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    mutating func text(_ value: String) -> Content {
        let start = texts.count
        JSONText.append(value, to: &texts)
        return .text(start..<texts.count)
    }

    private mutating func add(_ text: String) -> Content {
        let start = texts.count
        texts.append(contentsOf: text.utf8)
        return .text(start..<texts.count)
    }
}
