/// Encodes one value into a branch of the tree, in an order of the value's own, and into several containers at once if it
/// likes; it is put in order when it is written.
///
/// The tree outlives it, as long as no value keeps its encoder.
struct JSONBranch: Encoder {
    fileprivate let tree: UnsafeMutablePointer<JSONTree>
    fileprivate let place: Int

    /// Empty: no error of ours says where a value stands.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// - Throws: what the value throws, and EncodingError for a number that is none.
    static func content<Value: Encodable>(
        of value: Value, in tree: UnsafeMutablePointer<JSONTree>
    ) throws -> JSONTree.Content {
        let branch = JSONBranch(tree: tree, place: tree.pointee.open())
        if tree.pointee.holdsNames(Value.self), let dictionary = value as? any NamedValues {
            try dictionary.encodeVerbatim(to: branch)
        } else {
            try value.encode(to: branch)
        }
        return tree.pointee.close(branch.place)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        tree.pointee.set(.object, of: place)
        return KeyedEncodingContainer(ObjectContainer<Key>(branch: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        tree.pointee.set(.list, of: place)
        return ListContainer(branch: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        tree.pointee.set(.single, of: place)
        return SingleContainer(branch: self)
    }

    fileprivate func content(of value: some Encodable) throws -> JSONTree.Content {
        try Self.content(of: value, in: tree)
    }

    fileprivate func inner() -> JSONBranch { JSONBranch(tree: tree, place: tree.pointee.open()) }

    fileprivate func add(_ content: JSONTree.Content) { tree.pointee.add(content, to: place) }

    fileprivate func add(_ content: JSONTree.Content, named key: some CodingKey) {
        tree.pointee.add(content, named: key.stringValue, to: place)
    }
}

private struct ObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let branch: JSONBranch
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { branch.add(branch.tree.pointee.null(), named: key) }
    func encode(_ value: Bool, forKey key: Key) { branch.add(branch.tree.pointee.flag(value), named: key) }
    func encode(_ value: String, forKey key: Key) { branch.add(branch.tree.pointee.text(value), named: key) }
    func encode(_ value: Double, forKey key: Key) throws {
        branch.add(try branch.tree.pointee.number(value), named: key)
    }
    func encode(_ value: some FixedWidthInteger & Encodable, forKey key: Key) {
        branch.add(branch.tree.pointee.number(value), named: key)
    }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        branch.add(try branch.content(of: value), named: key)
    }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Inner> { superEncoder(forKey: key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        superEncoder(forKey: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        let inner = branch.inner()
        branch.tree.pointee.add(.branch(inner.place), named: "super", to: branch.place)
        return inner
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        let inner = branch.inner()
        branch.add(.branch(inner.place), named: key)
        return inner
    }
}

private struct ListContainer: UnkeyedEncodingContainer {
    let branch: JSONBranch
    var codingPath: [any CodingKey] { [] }
    var count: Int { branch.tree.pointee.branches[branch.place].count }

    func encodeNil() { branch.add(branch.tree.pointee.null()) }
    func encode(_ value: String) { branch.add(branch.tree.pointee.text(value)) }
    func encode(_ value: some Encodable) throws { branch.add(try branch.content(of: value)) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        superEncoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    func superEncoder() -> any Encoder {
        let inner = branch.inner()
        branch.add(.branch(inner.place))
        return inner
    }
}

private struct SingleContainer: SingleValueEncodingContainer {
    let branch: JSONBranch
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { set(branch.tree.pointee.null()) }
    func encode(_ value: Bool) { set(branch.tree.pointee.flag(value)) }
    func encode(_ value: String) { set(branch.tree.pointee.text(value)) }
    func encode(_ value: Double) throws { set(try branch.tree.pointee.number(value)) }
    func encode(_ value: Float) throws { set(try branch.tree.pointee.number(value)) }
    func encode(_ value: some FixedWidthInteger & Encodable) { set(branch.tree.pointee.number(value)) }
    func encode(_ value: some Encodable) throws { set(try branch.content(of: value)) }

    private func set(_ content: JSONTree.Content) { branch.tree.pointee.set(content, as: branch.place) }
}

/// A dictionary, whose names are data: they stay as they are.
protocol NamedValues {
    func encodeVerbatim(to branch: JSONBranch) throws
}

extension Dictionary: NamedValues where Key == String, Value: Encodable {
    func encodeVerbatim(to branch: JSONBranch) throws {
        branch.tree.pointee.set(.object, of: branch.place)
        for (name, value) in self {
            branch.tree.pointee.add(try branch.content(of: value), verbatim: name, to: branch.place)
        }
    }
}
