import SlipwayCore
import SlipwayServices
import TerminalUI

extension RolloutsScreen {
    func headerLines(_ context: ViewContext) -> [HeaderLine] {
        [HeaderLine(ScreenRegistry.tabLine(selecting: "rollouts"), trailing: poll.retryLine(context) ?? needs)]
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        adopt(context.glyphs, at: context.now)
        switch context.layout {
        case .line: frame.write(line(context), in: area)
        case .summary: drawSummary(into: &frame, area, context)
        case .narrow, .standard: drawList(into: &frame, area, context)
        case .wide:
            let (list, pane) = area.splitTrailing(48)
            drawList(into: &frame, list.splitTrailing(1).rest, context)
            drawDetail(into: &frame, pane, context)
        }
        desk.draw(into: &frame, area: area, at: context.now)
    }

    /// `attention 2`, how much is wrong, or that the figures themselves are.
    private var needs: StyledText {
        guard let home else { return .empty }
        guard home.service.counterDifferences.isEmpty else { return StyledText("figures differ", .error) }
        let count = home.conditions.count
        return StyledText("attention " + CountText.exact(count), count > 0 ? .warning : .dim)
    }

    private mutating func drawList(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        guard let home, attention != nil else {
            frame.write(StyledText(" " + (trouble ?? "loading"), trouble == nil ? .dim : .error), row: 1, in: area)
            return
        }
        let wanted = attention?.lines(columns: area.columns, maximum: .max, context.glyphs).count ?? 0
        let rows = home.rollouts.isEmpty ? Self.firstSteps.count : table.rows.count
        let room = max(area.rows - 2 - rows, area.rows / 3)
        // Less than a title and two lines would say nothing.
        let (upper, lower) = area.splitBottom(wanted == 0 || room < 4 ? 0 : min(wanted + 2, room))
        drawAttention(into: &frame, lower, context)
        if home.rollouts.isEmpty { return drawEmpty(into: &frame, upper, context) }
        let (heading, body) = upper.splitTop(1)
        table.draw(into: &frame, area: body, isStale: context.isStale)
        let count: SafeText? = home.openIsCapped ? CountText.exact(table.rows.count) + "+" : nil
        frame.write(StyledText(" ") + table.title("ROLLOUTS", count: count), in: heading)
        let aside = context.isStale ? position : trouble.map { StyledText($0, .error) } ?? position
        frame.writeTrailing(aside, inset: 1, in: heading)
    }

    private mutating func drawAttention(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        frame.write(StyledText(" ATTENTION", .title), row: 1, in: area)
        let lines = attention?.lines(columns: area.columns, maximum: area.rows - 2, context.glyphs) ?? []
        for (row, line) in lines.enumerated() { frame.write(line, row: row + 2, in: area) }
        if context.isStale { frame.restyle(area) { $0 = Style(.stale) } }
    }

    /// `row 1-9 of 23`, where not all of them are seen.
    private var position: StyledText {
        let shown = table.shownRows
        guard shown.count < table.rows.count else { return .empty }
        let of = CountText.exact(table.rows.count)
        return StyledText("row \(shown.lowerBound + 1)-\(shown.upperBound) of " + of, .dim)
    }

    /// In place of the list where there is nothing in it.
    private static let firstSteps: [StyledText] = [
        StyledText(" ROLLOUTS (0)", .title), .empty, StyledText(" No rollout yet. To start one:"), .empty,
        StyledText("   slipway firmware upload FILE --version 1.0.0 --channel production"),
        StyledText("   slipway firmware promote 1.0.0 testing"),
        StyledText("   slipway firmware promote 1.0.0 approved"),
        StyledText("   slipway batches create --name first --firmware 1.0.0 --organization NAME"), .empty,
        StyledText(" It appears here by itself.", .dim),
    ]

    private func drawEmpty(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        for (row, line) in Self.firstSteps.enumerated() { frame.write(line, row: row, in: area) }
        if context.isStale { frame.restyle(area) { $0 = Style(.stale) } }
    }

    private mutating func drawDetail(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        showDetail()
        guard let detailed, let home else { return }
        for row in 0..<area.rows { frame.write(.vertical, row: row, in: area, style: .border) }
        let inner = area.inset(columns: 2)
        let lines = RolloutDetail.lines(detailed, at: home.at, columns: inner.columns, context: context)
        for (row, line) in lines.enumerated() { frame.write(line, row: row, in: inner) }
        if context.isStale { frame.restyle(inner) { $0 = Style(.stale) } }
    }
}
