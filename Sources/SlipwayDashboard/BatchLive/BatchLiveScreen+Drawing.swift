import SlipwayCore
import SlipwayServices
import TerminalUI

extension BatchLiveScreen {
    func headerLines(_ context: ViewContext) -> [HeaderLine] {
        let retry = poll.retryLine(context)
        guard let view else { return [HeaderLine(), HeaderLine(trailing: retry ?? .empty)] }
        let summary = BatchSummary(view: view, context: context)
        let aside = retry ?? trouble.map { StyledText($0, .error) } ?? .empty
        let lines = [summary.state, summary.advice(on: tab)].map { context.isStale ? $0.role(.stale) : $0 }
        return [HeaderLine(lines[0]), HeaderLine(lines[1], trailing: aside)]
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        devices.adopt(context.glyphs, at: context.now)
        guard let view else {
            let why = StyledText(" " + (trouble ?? "loading"), trouble == nil ? .dim : .error)
            frame.write(why, row: context.layout == .line ? 0 : 1, in: area)
            return
        }
        switch context.layout {
        case .line: return drawLine(view, into: &frame, area, context)
        case .summary: drawSummary(view, into: &frame, area, context)
        case .narrow, .standard, .wide:
            switch tab {
            case .summary: drawPanels(view, into: &frame, area, context)
            case .failures: BatchFailures(view: view, context: context, cursor: cause).draw(into: &frame, area: area)
            case .stuck, .devices: drawDevices(into: &frame, area, context)
            case .timeline: drawTimeline(view, into: &frame, area, context)
            }
        }
        if context.isStale {
            frame.restyle(area) { $0 = Style(.stale) }
        }
        desk.draw(into: &frame, area: area, at: context.now)
    }

    private func drawLine(_ view: BatchLiveView, into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        let lost: SafeText = context.isStale ? "db lost " : ""
        let batch = view.live.batch
        let line = batch.counters.line(named: batch.name, columns: area.columns - lost.width, context.glyphs)
        frame.write(StyledText(lost, .error) + (context.isStale ? line.role(.stale) : line), in: area)
    }

    private func drawSummary(_ view: BatchLiveView, into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        let summary = BatchSummary(view: view, context: context)
        let lines =
            [summary.state, poll.retryLine(context) ?? summary.advice(on: tab)]
            + [summary.progress(columns: area.columns)] + summary.counts(columns: area.columns)
        for (row, line) in lines.enumerated() { frame.write(line, row: row, in: area) }
    }

    private func drawPanels(_ view: BatchLiveView, into frame: inout Frame, _ whole: Rect, _ context: ViewContext) {
        let (area, pane) = whole.splitTrailing(context.layout == .wide ? 40 : 0)
        let summary = BatchSummary(view: view, context: context)
        let head = [summary.progress(columns: area.columns)] + summary.counts(columns: area.columns)
        for (row, line) in head.enumerated() { frame.write(line, row: row, in: area) }
        if view.live.rollout.status == .draft {
            let rest = area.splitTop(head.count + 1).rest
            let lines = DraftText.lines(of: view).flatMap { line in
                line.text.wrapped(to: max(8, rest.columns - 2)).map { StyledText(" " + $0) }
            }
            for (row, line) in lines.prefix(rest.rows).enumerated() { frame.write(line, row: row, in: rest) }
            return
        }
        let panels = BatchPanels(view: view, context: context, columns: area.columns)
        let all = [panels.reasons, panels.people] + (view.live.events.isEmpty ? [] : [panels.events(from: scroll)])
        var rest = area.splitTop(head.count).rest
        for (panel, share) in zip(all, BatchPanel.share(rest.rows, among: all)) {
            guard let share else { break }
            frame.rule(row: 0, in: rest)
            rest = rest.splitTop(1).rest
            if let heading = panel.heading {
                frame.write(heading.leading, in: rest)
                if heading.leading.width + heading.trailing.width + 2 < rest.columns {
                    frame.writeTrailing(heading.trailing, inset: 1, in: rest)
                }
                rest = rest.splitTop(1).rest
            }
            for (row, line) in panel.lines.prefix(share).enumerated() { frame.write(line, row: row, in: rest) }
            rest = rest.splitTop(share).rest
        }
        guard !pane.isEmpty else { return }
        drawPane(BatchDetail.lines(view, context: context), into: &frame, pane)
    }

    private mutating func drawDevices(into frame: inout Frame, _ whole: Rect, _ context: ViewContext) {
        let (area, pane) = whole.splitTrailing(context.layout == .wide ? 52 : 0)
        let (heading, body) = area.splitTop(1)
        guard devices.isLoaded else {
            frame.write(StyledText(" " + (trouble ?? "loading"), trouble == nil ? .dim : .error), in: heading)
            return
        }
        devices.draw(into: &frame, area: body, isStale: context.isStale)
        frame.write(
            StyledText(" DEVICES (" + CountText.exact(devices.total) + ")", .title)
                + StyledText(selection == .all ? "" : "   " + selection.text), in: heading)
        if devices.rows.isEmpty {
            let text: SafeText = selection == .silent ? "no device is silent" : "there is none any more"
            frame.write(StyledText(text, .dim), column: 2, row: 1, in: body)
        }
        frame.writeTrailing(StyledText(devices.position, .dim), inset: 1, in: heading)
        guard !pane.isEmpty, let selected = devices.selected else { return }
        drawPane(DeviceDetail.lines(selected, columns: pane.columns - 4, context: context), into: &frame, pane)
        if context.isStale { frame.restyle(pane) { $0 = Style(.stale) } }
    }

    private func drawTimeline(
        _ view: BatchLiveView, into frame: inout Frame, _ area: Rect, _ context: ViewContext
    ) {
        let (heading, body) = area.splitTop(1)
        frame.write(StyledText(" LAST EVENTS", .title) + StyledText("   enter shows every one", .dim), in: heading)
        let lines = view.live.events.dropFirst(scroll).prefix(body.rows)
            .map { EventText.line($0, context: context, nameColumns: 16) }
        for (row, line) in lines.enumerated() { frame.write(line, row: row, in: body) }
        if lines.isEmpty { frame.write(StyledText("nothing has happened yet", .dim), column: 2, in: body) }
    }

    private func drawPane(_ lines: [StyledText], into frame: inout Frame, _ area: Rect) {
        for row in 0..<area.rows { frame.write(.vertical, row: row, in: area, style: .border) }
        let inner = area.inset(columns: 2)
        for (row, line) in lines.enumerated() { frame.write(line, row: row, in: inner) }
    }
}
