/// What a screen puts in the last row: a prompt with what was typed.
package struct Footer: Hashable, Sendable {
    package var line: StyledText
    /// Column of the terminal's cursor; nil hides it.
    package var cursorColumn: Int?

    package init(_ line: StyledText, cursorColumn: Int? = nil) {
        self.line = line
        self.cursorColumn = cursorColumn
    }
}
