/// Where a row stands in one order of a list: its key, not the row, so that a page goes on though the row is gone.
package struct ListAnchor: Hashable, Sendable, Codable {
    package enum Value: Hashable, Sendable, Codable {
        case integer(Int64)
        case text(String)
    }

    /// The stretch of the list in which the key stands: rows with a key come before or after those without one.
    package let segment: Int
    package let key: [Value]

    package init(segment: Int, key: [Value]) {
        self.segment = segment
        self.key = key
    }
}
