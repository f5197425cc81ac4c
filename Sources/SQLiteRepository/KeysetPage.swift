import GRDB
import SlipwayCore

/// A page by key: where it starts, and in which direction the index is walked.
struct KeysetPage {
    /// ` AND key > ?`, or nothing.
    let condition: String
    let direction: String
    let arguments: SQLArguments
    private let isBackward: Bool

    init<Key>(_ position: PagePosition<Key>, key: String, value: (Key) -> any DatabaseValueConvertible) {
        switch position {
        case .first: (condition, arguments, isBackward) = ("", [], false)
        case .after(let last): (condition, arguments, isBackward) = (" AND \(key) > ?", [value(last)], false)
        case .before(let first): (condition, arguments, isBackward) = (" AND \(key) < ?", [value(first)], true)
        case .last: (condition, arguments, isBackward) = ("", [], true)
        }
        direction = isBackward ? "DESC" : "ASC"
    }

    /// Rows are always given in ascending order.
    func ascending<Row>(_ rows: [Row]) -> [Row] { isBackward ? rows.reversed() : rows }
}
