enum JSONLayout { case line, lines }

/// Writes what was encoded, the members of each object in the order of their names.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let texts: [UInt8]
    private let branches: [JSONBranch]
    private let layout: JSONLayout
    private var depth = 0

    init(_ tree: JSONTree, layout: JSONLayout) {
        texts = tree.texts
        branches = tree.branches
        self.layout = layout
        bytes.reserveCapacity(texts.count * 2)
    }

    mutating func write(_ part: JSONBranch.Part) {
        switch part {
        case .text(let range):
            texts.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
        case .branch(let index):
            let branch = branches[index]
            switch branch.kind {
            case .object, nil: writeObject(branch.members)
            case .list: writeList(branch.parts)
            case .single: if let part = branch.parts.last { write(part) }
            }
        }
    }

    private mutating func writeList(_ parts: [JSONBranch.Part]) {
        open("[")
        for (index, part) in parts.enumerated() {
            separate(index)
            write(part)
        }
        close("]")
    }

    private mutating func writeObject(_ members: [JSONBranch.Member]) {
        open("{")
        for (index, member) in members.sorted(by: { JSONName.precedes($0.name, $1.name) }).enumerated() {
            separate(index)
            bytes += member.name.quoted
            if layout == .lines { bytes.append(UInt8(ascii: " ")) }
            bytes.append(UInt8(ascii: ":"))
            if layout == .lines { bytes.append(UInt8(ascii: " ")) }
            write(member.part)
        }
        close("}")
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        depth += 1
        if layout == .lines { bytes.append(UInt8(ascii: "\n")) }
    }

    private mutating func separate(_ index: Int) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        if index > 0, layout == .lines { bytes.append(UInt8(ascii: "\n")) }
        indent()
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        depth -= 1
        if layout == .lines { bytes.append(UInt8(ascii: "\n")) }
        indent()
        bytes.append(UInt8(ascii: bracket))
    }

    private mutating func indent() {
        guard layout == .lines else { return }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }
}
