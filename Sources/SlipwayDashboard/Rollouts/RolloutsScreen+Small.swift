import SlipwayCore
import SlipwayServices
import TerminalUI

/// What is left of the home screen in a terminal too small for a list with columns.
extension RolloutsScreen {
    /// `eu-gateways 34% x31 !12 +5`: the rollout under the cursor, and how many there are besides.
    func line(_ context: ViewContext) -> StyledText {
        guard let home else { return StyledText(trouble ?? "loading", .dim) }
        guard let row = selected ?? home.rollouts.first else { return StyledText("no rollout yet", .dim) }
        let others = home.rollouts.count - 1
        let tail = StyledText(others > 0 ? " +" + CountText.exact(others) : "", .dim)
        let lost: SafeText = context.isStale ? "db lost " : ""
        let columns = context.size.columns - tail.width - lost.width
        let rollout = row.summary.rollout
        let line = rollout.counters.line(named: rollout.name, columns: columns, context.glyphs) + tail
        return StyledText(lost, .error) + (context.isStale ? line.role(.stale) : line)
    }

    func drawSummary(into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        guard let home, !home.rollouts.isEmpty else {
            frame.write(StyledText(home == nil ? trouble ?? "loading" : "no rollout yet", .dim), column: 1, in: area)
            return
        }
        let needed = home.conditions.count
        let heading = CountText.of(home.rollouts.count, "rollout", "rollouts") + ", attention \(needed)"
        let top = poll.retryLine(context) ?? StyledText(heading, needed > 0 ? .warning : .strong)
        frame.write(top, column: 1, in: area)
        let body = area.splitTop(1).rest
        let rows = Dictionary(home.rollouts.map { ($0.summary.rollout.id, $0) }) { first, _ in first }
        let first = max(0, (table.cursorIndex ?? 0) - body.rows + 1)
        for (index, id) in table.rows.map(\.id).dropFirst(first).prefix(body.rows).enumerated() {
            guard let row = rows[id] else { continue }
            if id == table.cursor { frame.write(.cursor, row: index, in: body, style: .strong) }
            let rollout = row.summary.rollout
            let look = StatusLabel(row).look
            let sign = StyledText(look.glyph.text(context.glyphs) + " ", look.style)
            let line = rollout.counters.line(named: rollout.name, columns: body.columns - 4, context.glyphs)
            frame.write(sign + line, column: 2, row: index, in: body)
        }
        if context.isStale { frame.restyle(body) { $0 = Style(.stale) } }
    }
}
