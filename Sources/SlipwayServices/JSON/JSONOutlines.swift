/// The sequences of names that objects have shown so far, as a tree: most objects of an answer show the same names in the
/// same order, so that the next name is mostly the one that followed the last time, and is found by one comparison.
struct JSONOutlines {
    /// The sequence without a name.
    static let empty = 0

    private struct Step: Hashable {
        let outline: Int
        let name: Int
    }

    private struct Node {
        let parent: Int
        let name: Int
        /// The name as it was given.
        let key: String
        /// What followed the last time.
        var next = JSONOutlines.empty
        /// Empty until it is needed.
        var order: [Int] = []
    }

    private(set) var names: [JSONName] = []
    let spelling: JSONName.Spelling
    /// Whether names were added that are not a type's own.
    private(set) var holdsData = false
    private var nodes = [Node(parent: JSONOutlines.empty, name: 0, key: "")]
    private var steps: [Step: Int] = [:]
    private var places: [String: Int] = [:]

    init(_ spelling: JSONName.Spelling) { self.spelling = spelling }

    var count: Int { nodes.count }

    /// The sequence that is another one with a further name.
    mutating func step(from outline: Int, by key: String) -> Int {
        let expected = nodes[outline].next
        if expected != Self.empty, nodes[expected].key == key { return expected }
        let name = place(of: key)
        let step = Step(outline: outline, name: name)
        let next = steps[step] ?? nodes.count
        if next == nodes.count {
            nodes.append(Node(parent: outline, name: name, key: key))
            steps[step] = next
        }
        nodes[outline].next = next
        return next
    }

    /// The place of the last name of a sequence.
    func name(of outline: Int) -> Int { nodes[outline].name }

    /// The places in a sequence, in the order of their names.
    func order(of outline: Int) -> [Int] {
        nodes[outline].order.isEmpty ? sorted(outline) : nodes[outline].order
    }

    /// Puts a sequence in order once for all objects that show it.
    mutating func arrange(_ outline: Int) {
        if nodes[outline].order.isEmpty { nodes[outline].order = sorted(outline) }
    }

    private func sorted(_ outline: Int) -> [Int] {
        var sequence: [Int] = []
        var node = outline
        while node != Self.empty {
            sequence.append(nodes[node].name)
            node = nodes[node].parent
        }
        sequence.reverse()
        return sequence.indices.sorted { precedes(sequence[$0], sequence[$1]) }
    }

    func precedes(_ left: Int, _ right: Int) -> Bool { JSONName.precedes(names[left], names[right]) }

    /// - Returns: its place.
    mutating func add(verbatim name: String) -> Int {
        holdsData = true
        return add(JSONName(name, .verbatim))
    }

    private mutating func add(_ name: JSONName) -> Int {
        names.append(name)
        return names.count - 1
    }

    private mutating func place(of key: String) -> Int {
        if let place = places[key] { return place }
        let place = add(JSONName(key, spelling))
        places[key] = place
        return place
    }
}
