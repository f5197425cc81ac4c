/// The orders in which one kind of list can be read cheaply: each is the order of an index.
///
/// The raw value is what people type and what a cursor remembers.
package protocol ListOrder: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// The order of a list nobody has sorted.
    static var initial: Self { get }
    /// Whether the order shows its greatest key first until somebody reverses it.
    var isDescending: Bool { get }
}

extension ListOrder {
    package var isDescending: Bool { false }
}
