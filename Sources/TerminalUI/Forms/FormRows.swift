/// A list of rows in a draft. It reads and changes them where they are, so that nothing is copied whole.
package protocol FormRows<Draft>: Sendable {
    associatedtype Draft: Sendable

    var columns: [RowColumn] { get }
    /// Whether rows may be added and removed.
    var canGrow: Bool { get }
    /// Said where there is none.
    var emptyAdvice: SafeText { get }
    func count(_ draft: Draft) -> Int
    func cells(at row: Int, _ draft: Draft) -> [String]
    /// What each is wrong with it, or became of it.
    func note(at row: Int, _ draft: Draft) -> RowNote?
    /// Above the row, where a group begins with it.
    func heading(at row: Int, _ draft: Draft) -> SafeText?
    func set(_ text: String, row: Int, column: Int, _ draft: inout Draft)
    /// - Parameter row: at most the count.
    func insert(_ cells: [String], at row: Int, _ draft: inout Draft)
    func remove(at row: Int, _ draft: inout Draft)
}

extension FormRows {
    package func heading(at row: Int, _ draft: Draft) -> SafeText? { nil }
}

package struct RowColumn: Hashable, Sendable {
    package let title: SafeText
    package let help: SafeText
    package let width: TableColumn.Width
    /// As in a table: the highest goes first where there is no room.
    package let dropOrder: Int
    package let limit: Int

    package init(_ title: SafeText, help: SafeText, _ width: TableColumn.Width, dropOrder: Int = 0, limit: Int = 500) {
        self.title = title
        self.help = help
        self.width = width
        self.dropOrder = dropOrder
        self.limit = limit
    }
}

/// What a row has to say beside its cells: glyph and words.
package struct RowNote: Hashable, Sendable {
    package let look: StateLook
    package let text: SafeText
    /// What it is wrong with, to be gone to; a note that says what happened is not.
    package let isFault: Bool

    package init(_ look: StateLook, _ text: SafeText, isFault: Bool) {
        self.look = look
        self.text = text
        self.isFault = isFault
    }
}
