/// The orders in which one kind of list can be read cheaply: each is the order of an index.
///
/// The raw value is what people type and what a cursor remembers.
package protocol ListOrder: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What the list is called; a cursor of another list is refused.
    static var listName: String { get }
    /// The order of a list nobody has sorted.
    static var initial: Self { get }
    /// What the list can be filtered by.
    static var fields: [FilterField] { get }
    /// What a bare word is the beginning of, in words; none where a list knows no bare words.
    static var searched: String? { get }
    /// Whether the order shows its greatest key first until somebody reverses it.
    var isDescending: Bool { get }
}

extension ListOrder {
    package var isDescending: Bool { false }

    /// None where the list has no such field.
    package static func term(_ name: String, is value: FilterValue) -> FilterTerm? {
        fields.first { $0.name == name }.map { FilterTerm(.isIn($0, [value], isNegated: false)) }
    }
}
