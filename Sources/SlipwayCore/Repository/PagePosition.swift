/// Where a keyset page stands; its rows are always in ascending order of the key.
package enum PagePosition<Key: Hashable & Sendable>: Hashable, Sendable {
    case first
    case after(Key)
    case before(Key)
    case last
}
