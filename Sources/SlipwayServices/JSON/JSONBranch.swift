/// Where one value is encoded: it becomes a text, a list or an object, as the value asks.
///
/// Values encode themselves in an order of their own, and into several containers at once if they like; so what they say
/// is kept as a tree over one buffer of finished texts, and put in order when it is written.
final class JSONBranch: Encoder {
    /// Finished text, or a branch with parts of its own, by their places in the tree.
    enum Part {
        case text(Range<Int>)
        case branch(Int)
    }

    struct Member {
        let name: JSONName
        let part: Part
    }

    enum Kind { case object, list, single }

    /// None where a value said nothing: it is an object without members.
    private(set) var kind: Kind?
    /// Of an object, in the order in which the value named them.
    private(set) var members: [Member] = []
    /// Of a list; of a single value the last one.
    private(set) var parts: [Part] = []
    /// It holds its branches, and lives longer.
    fileprivate unowned let tree: JSONTree

    /// Empty: no error of ours says where a value stands.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(in tree: JSONTree) { self.tree = tree }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        kind = .object
        return KeyedEncodingContainer(ObjectContainer<Key>(branch: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        kind = .list
        return ListContainer(branch: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        kind = .single
        return SingleContainer(branch: self)
    }

    /// Ready for another value.
    func clear() {
        kind = nil
        members.removeAll(keepingCapacity: true)
        parts.removeAll(keepingCapacity: true)
    }

    fileprivate func add(_ part: Part) { parts.append(part) }

    fileprivate func add(_ part: Part, named key: some CodingKey) {
        members.append(Member(name: tree.name(of: key), part: part))
    }
}

private struct ObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let branch: JSONBranch
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { branch.add(branch.tree.null(), named: key) }
    func encode(_ value: Bool, forKey key: Key) { branch.add(branch.tree.flag(value), named: key) }
    func encode(_ value: String, forKey key: Key) { branch.add(branch.tree.text(value), named: key) }
    func encode(_ value: Double, forKey key: Key) throws { branch.add(try branch.tree.number(value), named: key) }
    func encode(_ value: Int, forKey key: Key) { branch.add(branch.tree.number(value), named: key) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        branch.add(try branch.tree.part(of: value), named: key)
    }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Inner> { inner(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { inner(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { inner(JSONTree.Name(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { inner(key) }

    private func inner(_ key: some CodingKey) -> JSONBranch {
        let (inner, part) = branch.tree.newBranch()
        branch.add(part, named: key)
        return inner
    }
}

private struct ListContainer: UnkeyedEncodingContainer {
    let branch: JSONBranch
    var codingPath: [any CodingKey] { [] }
    var count: Int { branch.parts.count }

    func encodeNil() { branch.add(branch.tree.null()) }
    func encode(_ value: String) { branch.add(branch.tree.text(value)) }
    func encode(_ value: some Encodable) throws { branch.add(try branch.tree.part(of: value)) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        inner().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { inner().unkeyedContainer() }
    func superEncoder() -> any Encoder { inner() }

    private func inner() -> JSONBranch {
        let (inner, part) = branch.tree.newBranch()
        branch.add(part)
        return inner
    }
}

private struct SingleContainer: SingleValueEncodingContainer {
    let branch: JSONBranch
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { branch.add(branch.tree.null()) }
    func encode(_ value: Bool) { branch.add(branch.tree.flag(value)) }
    func encode(_ value: String) { branch.add(branch.tree.text(value)) }
    func encode(_ value: Double) throws { branch.add(try branch.tree.number(value)) }
    func encode(_ value: Float) throws { branch.add(try branch.tree.number(value)) }
    func encode(_ value: some FixedWidthInteger & Encodable) { branch.add(branch.tree.number(value)) }
    func encode(_ value: some Encodable) throws { branch.add(try branch.tree.part(of: value)) }
}
