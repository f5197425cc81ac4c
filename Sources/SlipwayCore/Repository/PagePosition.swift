/// Where a keyset page stands; its rows are always in ascending order of the key.
package enum PagePosition<Key: Hashable & Sendable>: Hashable, Sendable {
    case first
    case after(Key)
    case before(Key)
    case last
}

extension PagePosition {
    /// Whether the rows from the beginning on are wanted first.
    package var isForward: Bool {
        switch self {
        case .first, .after: true
        case .before, .last: false
        }
    }

    /// The key beside which the page stands; none at an end of the list.
    package var anchor: Key? {
        switch self {
        case .first, .last: nil
        case .after(let key), .before(let key): key
        }
    }
}
