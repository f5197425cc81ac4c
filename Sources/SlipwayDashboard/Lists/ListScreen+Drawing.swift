import SlipwayCore
import TerminalUI

extension ListScreen {
    func headerLines(_ context: ViewContext) -> [HeaderLine] {
        [HeaderLine(ScreenRegistry.tabLine(selecting: source.name), trailing: poll.retryLine(context) ?? .empty)]
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        switch context.layout {
        case .line: return drawLine(into: &frame, area, context)
        case .summary, .narrow, .standard: drawList(into: &frame, area, context)
        case .wide:
            let (list, pane) = area.splitTrailing(52)
            drawList(into: &frame, list.splitTrailing(1).rest, context)
            drawDetail(into: &frame, pane, context)
        }
        orderPicker?.draw(into: &frame, area: area)
        desk.draw(into: &frame, area: area, at: context.now)
    }

    /// `devices 260 dev-001`.
    private mutating func drawLine(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        let lost: SafeText = context.isStale ? "db lost " : ""
        let row = pager.selected.map { SafeText(source.copied($0), limit: 60) } ?? ""
        let text = SafeText(source.name) + " " + (pager.count?.text ?? "?") + " " + row
        frame.write(StyledText(lost, .error) + StyledText(trouble ?? text), in: area)
    }

    private mutating func drawList(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        let (heading, body) = area.splitTop(1)
        guard pager.isLoaded || !pager.isEmpty else {
            let why = StyledText(" " + (trouble ?? "loading"), trouble == nil ? .dim : .error)
            return _ = frame.write(why, row: 1, in: area)
        }
        pager.draw(into: &frame, area: body, context: context)
        let title =
            StyledText(" ") + pager.table.title(title.uppercased, count: pager.count?.text) + news + order + filter
        let why = context.isStale ? nil : trouble.map { StyledText($0, .error) }
        let aside = why ?? StyledText(pager.position, .dim)
        frame.write(title.truncated(to: max(0, heading.columns - aside.width - 3)), in: heading)
        frame.writeTrailing(aside, inset: 1, in: heading)
        if pager.isEmpty, pager.isLoaded { frame.write(StyledText(emptyWords, .dim), column: 2, row: 1, in: body) }
    }

    private var emptyWords: SafeText {
        query.filter == .none ? source.emptyAdvice : "nothing matches the filter; / changes it"
    }

    /// `   12 new: g` where the top of the list, which is not looked at, has gone on.
    private var news: StyledText {
        guard let news = pager.news else { return .empty }
        return StyledText("   " + CountText.exact(news.count) + (news.isLeast ? "+" : "") + " new: g", .warning)
    }

    private var order: StyledText {
        StyledText("   sort " + SafeText(query.order.rawValue) + (query.isReversed ? " reversed" : ""), .dim)
    }

    private var filter: StyledText {
        let line = query.filter.description
        return line.isEmpty ? .empty : StyledText("   filter ", .dim) + StyledText(SafeText(line, limit: 200), .strong)
    }

    private func drawDetail(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        for row in 0..<area.rows { frame.write(.vertical, row: row, in: area, style: .border) }
        guard let selected = pager.selected else { return }
        let inner = area.inset(columns: 2)
        let lines = source.detail(selected, columns: inner.columns, context: context)
        for (row, line) in lines.prefix(inner.rows).enumerated() {
            frame.write(line.truncated(to: inner.columns), row: row, in: inner)
        }
        if context.isStale { frame.restyle(inner) { $0 = Style(.stale) } }
    }
}

extension SafeText {
    /// Of ASCII letters alone, which cannot change its width.
    fileprivate var uppercased: SafeText { SafeText(plain().uppercased()) }
}
