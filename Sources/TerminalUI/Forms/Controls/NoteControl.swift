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
        let all = lines(draft, area.columns, frame.glyphs)
        let isCut = all.count > area.rows
        for (row, line) in all.prefix(isCut ? max(0, area.rows - 1) : area.rows).enumerated() {
            frame.write(line, row: row, in: area)
        }
        guard isCut else { return }
        let more = all.count - area.rows + 1
        frame.write("and \(more) lines more", row: area.rows - 1, in: area, style: .dim)
    }
}
