import SlipwayCore
import SlipwayServices
import TerminalUI

/// Every cause of bad devices, one under the cursor, and all that is known of that one.
struct BatchFailures {
    let view: BatchLiveView
    let context: ViewContext
    let cursor: Int

    func draw(into frame: inout Frame, area: Rect) {
        let panel = BatchPanels(view: view, context: context, columns: area.columns - 1).reasons
        if let heading = panel.heading { frame.write(heading.leading, column: 1, in: area) }
        let (list, below) = area.splitTop(1).rest.splitTop(panel.lines.count + 1)
        for (row, line) in panel.lines.prefix(list.rows).enumerated() {
            if row == cursor { frame.write(.cursor, row: row, in: list, style: .strong) }
            frame.write(line, column: 1, row: row, in: list)
        }
        if panel.lines.isEmpty { frame.write(StyledText("no device is bad", .dim), column: 2, in: list) }
        guard view.live.reasons.indices.contains(cursor) else { return }
        frame.rule(row: 0, in: below)
        let lines = detail(view.live.reasons[cursor], columns: below.columns - 2)
        for (row, line) in lines.prefix(max(0, below.rows - 1)).enumerated() {
            frame.write(line, column: 1, row: row + 1, in: below)
        }
    }

    private func detail(_ reason: ReasonSummary, columns: Int) -> [StyledText] {
        let look = ReasonText.look(reason)
        let text = ReasonText.text(reason.cause).wrapped(to: max(8, columns - 2)).prefix(5)
        let factor = reason.commonFactor.map { ReasonText.factor($0, of: "batch") } ?? "none"
        return text.map { StyledText($0, look.style) }
            + FactLines.of(
                [
                    ("devices", CountText.exact(reason.count)),
                    ("first", context.time(reason.firstAt, seconds: true)),
                    ("last", context.time(reason.lastAt, seconds: true)),
                    ("in common", factor),
                ], columns: columns)
            + [StyledText("enter lists its devices", .dim)]
    }
}
