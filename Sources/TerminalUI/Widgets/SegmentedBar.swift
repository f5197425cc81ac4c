/// Amounts of one whole as a bar: `[######xx....]`.
package struct SegmentedBar: Hashable, Sendable {
    package struct Segment: Hashable, Sendable {
        package let amount: Int
        package let glyph: Glyph
        package let role: Role

        package init(_ amount: Int, _ glyph: Glyph, _ role: Role) {
            self.amount = max(0, amount)
            self.glyph = glyph
            self.role = role
        }
    }

    package let segments: [Segment]
    package let total: Int

    /// What the segments leave of `total` is empty.
    package init(total: Int, _ segments: [Segment]) {
        self.total = max(0, total)
        self.segments = segments
    }

    /// Done, bad and stuck, as in a cell of a table.
    package init(total: Int, done: Int, failed: Int, stuck: Int = 0) {
        self.init(
            total: total,
            [
                Segment(done, .barFill, .barFill), Segment(failed, .failed, .stateFailed),
                Segment(stuck, .stuck, .stateStuck),
            ])
    }

    /// `columns` counts the brackets. A segment above 0 always shows, and only a full bar looks full.
    package func line(columns: Int, _ glyphs: GlyphSet) -> StyledText {
        let room = columns - 2
        guard room > 0 else { return .empty }
        var line = StyledText("[", .border)
        var used = 0
        for (segment, cells) in zip(segments, cells(room)) where cells > 0 {
            line += Self.run(segment.glyph, cells, Style(segment.role), glyphs)
            used += cells
        }
        line += Self.run(.barEmpty, room - used, Style(.barEmpty), glyphs)
        return line + StyledText("]", .border)
    }

    private func cells(_ room: Int) -> [Int] {
        let whole = max(total, segments.reduce(0) { $0 + $1.amount })
        guard whole > 0 else { return segments.map { _ in 0 } }
        var cells = segments.map { segment in
            segment.amount == 0 ? 0 : max(1, Int(Double(segment.amount) / Double(whole) * Double(room)))
        }
        let isFull = segments.reduce(0) { $0 + $1.amount } >= whole
        let target = isFull ? room : max(0, room - 1)
        // The largest gives what the small ones took to be seen, and takes what rounding left of a full bar.
        for _ in 0..<(cells.count + room) {
            let sum = cells.reduce(0, +)
            guard sum > target || (isFull && sum < room),
                let largest = cells.indices.max(by: { segments[$0].amount < segments[$1].amount })
            else { break }
            let widest = cells.indices.max { cells[$0] < cells[$1] } ?? largest
            if sum > target { cells[widest] -= 1 } else { cells[largest] += 1 }
        }
        return cells
    }

    private static func run(_ glyph: Glyph, _ count: Int, _ style: Style, _ glyphs: GlyphSet) -> StyledText {
        StyledText(SafeText(characters: Array(repeating: glyph.character(glyphs), count: max(0, count))), style)
    }
}
