extension Application {
    /// The whole terminal. Any size is fine, 1x1 too.
    package mutating func frame(size: Size, glyphs: GlyphSet, at now: ClockReading) -> Frame {
        noteFrame(at: now)
        var frame = Frame(size: size, glyphs: glyphs)
        guard let index = stack.indices.last, !frame.area.isEmpty else { return frame }
        let context = ViewContext(
            size: size, glyphs: glyphs, now: now, timeStyle: timeStyle, connection: header.connection,
            isReadOnly: header.isReadOnly)
        let (content, last) = size.rows > 1 ? frame.area.splitBottom(1) : (frame.area, frame.area)
        switch context.layout {
        case .line:
            stack[index].screen.draw(into: &frame, area: frame.area.splitTop(1).top, context: context)
        case .summary:
            let (top, body) = content.splitTop(1)
            drawHeader(into: &frame, top, now: now)
            stack[index].screen.draw(into: &frame, area: body, context: context)
        case .narrow, .standard, .wide:
            let (upper, lower) = content.splitBottom(2)
            let body = drawTop(into: &frame, upper, context: context)
            stack[index].screen.draw(into: &frame, area: body, context: context)
            drawHints(of: stack[index].screen.currentHints(), into: &frame, lower)
        }
        help?.draw(into: &frame, area: content)
        drawLastRow(into: &frame, last)
        return frame
    }

    private func drawTop(into frame: inout Frame, _ area: Rect, context: ViewContext) -> Rect {
        let lines = stack.last?.screen.headerLines(context) ?? []
        let (top, body) = area.splitTop(lines.count + 2)
        drawHeader(into: &frame, top, now: context.now)
        for (index, line) in lines.enumerated() {
            // Where both do not fit, the leading part is cut, and never runs into the other.
            let taken = line.trailing.isEmpty ? 0 : line.trailing.width + 2
            frame.write(line.leading, row: index + 1, in: top.splitLeading(max(0, top.columns - taken)).leading)
            frame.writeTrailing(line.trailing, row: index + 1, inset: 1, in: top)
        }
        frame.rule(row: lines.count + 1, in: top)
        return body
    }

    private func drawHeader(into frame: inout Frame, _ area: Rect, now: ClockReading) {
        header.draw(
            breadcrumb: stack.count > 1 ? stack.map(\.screen.title) : [],
            frozenFor: frozenSince.map { now.instant - $0 }, into: &frame, area: area, now: now)
    }

    private mutating func drawHints(of own: KeyGuide, into frame: inout Frame, _ area: Rect) {
        frame.rule(row: 0, in: area)
        let wanted = DrawnHints.Basis(own: own, isHome: stack.count == 1, columns: area.columns - 1)
        let hints = drawnHints.flatMap { $0.basis == wanted ? $0 : nil } ?? DrawnHints(wanted)
        drawnHints = hints
        frame.write(hints.line, row: 1, in: area)
    }

    private func drawLastRow(into frame: inout Frame, _ area: Rect) {
        if commandLine.isOpen {
            draw(commandLine.footer(names: commandNames), into: &frame, area)
        } else if help == nil, let footer = stack.last?.screen.footer {
            draw(footer, into: &frame, area)
        } else if let flash {
            frame.fill(area)
            frame.write(flash.line(frame.glyphs), in: area)
        }
    }

    private func draw(_ footer: Footer, into frame: inout Frame, _ area: Rect) {
        frame.fill(area)
        frame.write(footer.line, in: area)
        guard let column = footer.cursorColumn else { return }
        frame.cursor = Point(column: area.column + min(column, area.columns - 1), row: area.row)
    }
}
