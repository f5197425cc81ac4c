enum JSONLayout { case line, lines }

/// Writes what was encoded, the members of each object in the order of their names.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let tree: JSONTree
    private let layout: JSONLayout
    /// What each line of the object or list begins with; empty where all is one line.
    private var margin: [UInt8] = []
    /// The places of the members of the objects that are being written.
    private var members: [Int] = []

    init(_ tree: JSONTree, layout: JSONLayout) {
        self.tree = tree
        self.layout = layout
        // What a name and what stands around it take, as a rule.
        bytes.reserveCapacity(tree.texts.count + 24 * tree.parts.count)
    }

    mutating func write(_ content: JSONTree.Content) {
        switch content {
        case .text(let range):
            tree.texts.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
        case .branch(let place):
            let branch = tree.branches[place]
            switch branch.kind {
            case .object, nil: writeObject(branch)
            case .list: writeList(branch)
            case .single: if let content = branch.single { write(content) }
            }
        }
    }

    private mutating func writeList(_ branch: JSONTree.Branch) {
        open("[")
        var place = branch.ends?.first
        while let current = place {
            let part = tree.parts[current]
            separate(isFirst: current == branch.ends?.first)
            write(part.content)
            place = part.next
        }
        close("]")
    }

    private mutating func writeObject(_ branch: JSONTree.Branch) {
        open("{")
        let start = members.count
        var place = branch.ends?.first
        while let current = place {
            members.append(current)
            place = tree.parts[current].next
        }
        if let outline = branch.outline {
            let order = tree.outlines.order(of: outline)
            for index in order { writeMember(members[start + index], isFirst: index == order[0]) }
        } else {
            let tree = tree
            members[start...].sort { tree.outlines.precedes(tree.parts[$0].name, tree.parts[$1].name) }
            for index in start..<members.count { writeMember(members[index], isFirst: index == start) }
        }
        members.removeLast(members.count - start)
        close("}")
    }

    private mutating func writeMember(_ place: Int, isFirst: Bool) {
        let part = tree.parts[place]
        separate(isFirst: isFirst)
        bytes.append(contentsOf: tree.outlines.names[part.name].quoted)
        if layout == .lines { bytes.append(UInt8(ascii: " ")) }
        bytes.append(UInt8(ascii: ":"))
        if layout == .lines { bytes.append(UInt8(ascii: " ")) }
        write(part.content)
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        guard layout == .lines else { return }
        bytes.append(UInt8(ascii: "\n"))
        margin += [UInt8(ascii: " "), UInt8(ascii: " ")]
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        if !isFirst, layout == .lines { bytes.append(UInt8(ascii: "\n")) }
        bytes.append(contentsOf: margin)
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        if layout == .lines {
            bytes.append(UInt8(ascii: "\n"))
            margin.removeLast(2)
        }
        bytes.append(contentsOf: margin)
        bytes.append(UInt8(ascii: bracket))
    }
}
