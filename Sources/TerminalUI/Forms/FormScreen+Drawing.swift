extension FormScreen {
    package func headerLines(_ context: ViewContext) -> [HeaderLine] {
        [HeaderLine(stepTabs(columns: context.size.columns - 14), trailing: faultCount(context.glyphs))]
    }

    package mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        switch context.layout {
        case .line: return drawLine(into: &frame, area)
        case .summary:
            let (top, body) = area.splitTop(1)
            let count = faultCount(frame.glyphs)
            frame.write(stepTabs(columns: top.columns - count.width - 2), in: top)
            frame.writeTrailing(count, inset: 1, in: top)
            drawFields(into: &frame, body)
        case .narrow, .standard, .wide:
            let (body, help) = area.splitBottom(1)
            drawFields(into: &frame, body)
            if let text = focusedField?.help.first { frame.write(text, column: 1, in: help, style: .dim) }
        }
        question?.asked.draw(into: &frame, area: area, at: context.now)
    }

    /// All of them where there is room, else the one that is shown with its number.
    private func stepTabs(columns: Int) -> StyledText {
        let titles = steps.enumerated().map { SafeText("\($0.offset + 1) ") + $0.element.title }
        let all = Tabs(titles, selected: stepIndex).line
        if all.width <= columns { return all }
        return StyledText(" [" + titles[stepIndex] + "]", Style(.headerCrumb)) + StyledText(" of \(steps.count)", .dim)
    }

    private func faultCount(_ glyphs: GlyphSet) -> StyledText {
        let count = shownFaults.count
        if count == 0 { return .empty }
        return StyledText(Glyph.failed.text(glyphs) + " \(count) wrong: n", .error)
    }

    private func drawLine(into frame: inout Frame, _ area: Rect) {
        let text = source.title + ": " + steps[stepIndex].title + " " + source.text(for: draft)
        frame.write(StyledText(text + " ") + faultCount(frame.glyphs), in: area)
    }

    private mutating func drawFields(into frame: inout Frame, _ area: Rect) {
        let focusedID = focusedField?.id
        let blocks = blocks(columns: area.columns, rows: area.rows, focusedID: focusedID)
        let focus = blocks.firstIndex { $0.field.id == focusedID } ?? 0
        let heights = Self.fitting(Self.heights(blocks, rows: area.rows), blocks, until: focus, rows: area.rows)
        var first = 0
        while first < focus, heights[first...focus].reduce(0, +) > area.rows { first += 1 }
        var rest = area
        for (block, height) in zip(blocks, heights).dropFirst(first) where !rest.isEmpty {
            let (here, below) = rest.splitTop(height)
            draw(block, into: &frame, here)
            rest = below
        }
    }

    struct Block {
        let field: FormField<Source.Draft>
        let look: FieldLook
        let labelColumns: Int
        let fault: FormFault?
        let height: FieldHeight
    }

    private func blocks(columns: Int, rows: Int, focusedID: String?) -> [Block] {
        var all = fields
        if let index = all.firstIndex(where: { $0.id.hasPrefix("action ") }), showsAll, !faults.isEmpty {
            all.insert(FormField("faults", "", control: faultList), at: index)
        }
        let widest = all.map(\.label.width).max() ?? 0
        return all.map { field in
            let isFocused = field.id == focusedID
            let fault = field.fault(draft).flatMap { showsAll || !$0.isMissing ? $0 : nil }
            let labelColumns = field.label.isEmpty ? 0 : min(widest, max(8, columns / 3)) + 2
            let look = FieldLook(
                isFocused: isFocused, isEdited: isFocused && isInField, isFaulty: fault != nil,
                columns: max(1, columns - labelColumns - 3))
            let state = states[FieldKey(step: stepIndex, field: field.id)]
            let height = field.control.height(look, erased: state, draft)
            return Block(
                field: field, look: look, labelColumns: labelColumns, fault: fault,
                height: look.isEdited ? Self.edited(height, rows: rows - (fault == nil ? 0 : 1)) : height)
        }
    }

    /// What is edited has half of the room at least, where it can use it.
    private static func edited(_ height: FieldHeight, rows: Int) -> FieldHeight {
        switch height {
        case .fixed: height
        case .flexible(let minimum, let maximum):
            .flexible(minimum: max(1, min(rows, max(minimum, min(rows / 2, maximum)))), maximum: maximum)
        }
    }

    /// What is left goes to the blocks that take more.
    private static func heights(_ blocks: [Block], rows: Int) -> [Int] {
        var heights = blocks.map { $0.height.minimum + ($0.fault == nil ? 0 : 1) }
        let flexible = blocks.indices.filter { blocks[$0].height.isFlexible }
        var spare = rows - heights.reduce(0, +)
        for (order, index) in flexible.enumerated() where spare > 0 {
            let share = min(spare / (flexible.count - order), blocks[index].height.maximum - heights[index])
            guard share > 0 else { continue }
            heights[index] += share
            spare -= share
        }
        return heights
    }

    /// What is only looked at gives way to the field in focus, but keeps a line.
    private static func fitting(_ wanted: [Int], _ blocks: [Block], until focus: Int, rows: Int) -> [Int] {
        var heights = wanted
        guard !heights.isEmpty else { return heights }
        var excess = heights[0...focus].reduce(0, +) - rows
        for index in blocks.indices.prefix(focus) where excess > 0 && blocks[index].field.control.focus == .none {
            let given = min(excess, heights[index] - 1)
            heights[index] -= max(0, given)
            excess -= max(0, given)
        }
        return heights
    }

    private mutating func draw(_ block: Block, into frame: inout Frame, _ area: Rect) {
        let isWide = block.field.label.isEmpty
        if !isWide {
            if block.look.isFocused { frame.write(.cursor, in: area, style: .strong) }
            frame.write(
                block.field.label.padded(to: block.labelColumns), column: 2, in: area,
                style: block.look.isFocused ? .strong : .text)
        }
        let (upper, below) = area.splitBottom(block.fault == nil || area.rows < 2 ? 0 : 1)
        let room = upper.splitLeading(2 + block.labelColumns).rest
        let key = FieldKey(step: stepIndex, field: block.field.id)
        var state = states.removeValue(forKey: key)
        block.field.control.draw(
            block.look, erased: &state, draft, into: &frame, area: room.splitTrailing(1).rest)
        states[key] = state
        guard let fault = block.fault else { return }
        let text = Glyph.failed.text(frame.glyphs) + " " + fault.text
        frame.write(text, column: 2 + block.labelColumns, in: below, style: .error)
    }

    private var faultList: NoteControl<Source.Draft> {
        let text = faults.map(\.text)
        return NoteControl { _, _, glyphs in
            let shown = text.prefix(6).map { StyledText(Glyph.failed.text(glyphs) + " " + $0, .error) }
            let more = text.count - shown.count
            return shown + (more > 0 ? [StyledText("and \(more) more", .error)] : [])
        }
    }
}
