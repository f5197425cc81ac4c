/// Lines that are only looked at.
package struct NoteControl<Draft: Sendable>: FormControl {
    private let lines: @Sendable (_ draft: Draft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText]

    package init(_ lines: @escaping @Sendable (_ draft: Draft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText]) {
        self.lines = lines
    }

    package var focus: FieldFocus { .none }
    package func opened(_ draft: Draft) -> Bool { false }

    package func height(_ look: FieldLook, _ state: Bool, _ draft: Draft) -> FieldHeight {
        .fixed(lines(draft, look.columns, .ascii).count)
    }

    package func draw(_ look: FieldLook, _ state: inout Bool, _ draft: Draft, into frame: inout Frame, area: Rect) {
        for (row, line) in lines(draft, area.columns, frame.glyphs).enumerated() {
            frame.write(line, row: row, in: area)
        }
    }
}
