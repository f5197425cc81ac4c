package struct TableRow<ID: Hashable & Sendable>: Hashable, Sendable {
    package let id: ID
    /// One a column, in the order of the columns.
    package var cells: [StyledText]

    package init(id: ID, cells: [StyledText]) {
        self.id = id
        self.cells = cells
    }
}
