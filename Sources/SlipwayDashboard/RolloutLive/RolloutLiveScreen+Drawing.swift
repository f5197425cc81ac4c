import SlipwayCore
import SlipwayServices
import TerminalUI

extension RolloutLiveScreen {
    func headerLines(_ context: ViewContext) -> [HeaderLine] {
        let retry = poll.retryLine(context)
        guard let view else { return [HeaderLine(), HeaderLine(trailing: retry ?? .empty)] }
        let aside = retry ?? trouble.map { StyledText($0, .error) } ?? .empty
        let lines = [state(view, context), advice(view, context)]
            .map { context.isStale ? $0.role(.stale) : $0 }
        return [HeaderLine(lines[0]), HeaderLine(lines[1], trailing: aside)]
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        adopt(context.glyphs, at: context.now)
        guard let view else {
            let why = StyledText(" " + (trouble ?? "loading"), trouble == nil ? .dim : .error)
            frame.write(why, row: context.layout == .line ? 0 : 1, in: area)
            return
        }
        switch context.layout {
        case .line: return drawLine(view, into: &frame, area, context)
        case .summary:
            let lines =
                [state(view, context), poll.retryLine(context) ?? advice(view, context)] + progress(view, area, context)
            for (row, line) in lines.enumerated() { frame.write(line, row: row, in: area) }
        case .narrow, .standard, .wide: drawPanels(view, into: &frame, area, context)
        }
        if context.isStale { frame.restyle(area) { $0 = Style(.stale) } }
        desk.draw(into: &frame, area: area, at: context.now)
    }

    private func drawLine(_ view: RolloutView, into frame: inout Frame, _ area: Rect, _ context: ViewContext) {
        let lost: SafeText = context.isStale ? "db lost " : ""
        let rollout = view.rollout
        let line = rollout.counters.line(named: rollout.name, columns: area.columns - lost.width, context.glyphs)
        frame.write(StyledText(lost, .error) + (context.isStale ? line.role(.stale) : line), in: area)
    }

    private mutating func drawPanels(
        _ view: RolloutView, into frame: inout Frame, _ area: Rect, _ context: ViewContext
    ) {
        var rest = area
        for line in progress(view, area, context) {
            frame.write(line, in: rest)
            rest = rest.splitTop(1).rest
        }
        if view.waves.isEmpty, view.rollout.status == .draft {
            let lines = DraftText.lines(of: view).flatMap { line in
                line.text.wrapped(to: max(8, rest.columns - 2)).map { StyledText(" " + $0) }
            }
            for (row, line) in lines.prefix(max(0, rest.rows - 1)).enumerated() {
                frame.write(line, row: row + 1, in: rest)
            }
            return
        }
        guard !view.waves.isEmpty else {
            let text: SafeText =
                view.rollout.status == .scheduled
                ? "which devices take part is settled once it starts"
                : view.rollout.targets?.isFrozen == false
                    ? "which devices take part is being settled" : "it has no device"
            frame.write(StyledText(" " + text, .dim), row: 1, in: rest)
            return
        }
        frame.rule(row: 0, in: rest)
        rest = rest.splitTop(1).rest
        // The causes are worth a third of the screen, and every wave a line where there is room for both.
        let (waves, below) = rest.splitTop(min(view.waves.count + 1, max(3, rest.rows * 2 / 3)))
        table.draw(into: &frame, area: waves, isStale: context.isStale)
        guard below.rows > 2 else { return }
        frame.rule(row: 0, in: below)
        for (row, line) in causes(view, columns: below.columns, context).prefix(below.rows - 1).enumerated() {
            frame.write(line, row: row + 1, in: below)
        }
    }

    /// ` PAUSED BY GATE   4.12.0   125,000 devices   by ops`.
    private func state(_ view: RolloutView, _ context: ViewContext) -> StyledText {
        let rollout = view.rollout
        let status = StatusLabel(rollout)
        let age: SafeText =
            rollout.status.isFinal
            ? " created " + context.time(rollout.createdAt) : " " + SpanText.coarse(view.at - rollout.createdAt)
        let devices = rollout.devices
        return StyledText(" ") + status.label(context.glyphs).role(status.look.role) + StyledText(age, .strong)
            + StyledText("   " + Glyph.arrow.text(context.glyphs) + " " + SafeText(view.firmwareVersion, limit: 60))
            + StyledText("   " + CountText.of(devices, "device", "devices"))
            + StyledText("   by " + SafeText(rollout.createdBy, limit: 40), .dim)
    }

    /// The most urgent thing to know, and the key that leads on.
    private func advice(_ view: RolloutView, _ context: ViewContext) -> StyledText {
        let rollout = view.rollout
        if let broken = rollout.brokenGate {
            return StyledText(" " + SafeText(broken, limit: 200) + ": resume P", StateLook.failed.style)
        }
        if let drift = rollout.drift {
            return StyledText(" " + SafeText(drift, limit: 200) + ": resume P", .warning)
        }
        if rollout.awaitsApproval {
            return StyledText(" it waits for its approval: Y approves it, N denies it", .warning)
        }
        if rollout.status == .draft { return StyledText(" a draft: S asks for its approval", .dim) }
        if view.isDue, !view.workerAlive {
            return StyledText(" no worker is alive to take it on: slipway serve starts one", .warning)
        }
        if let obstacle = view.obstacle, !rollout.status.isFinal {
            return StyledText(" " + ConditionText.text(obstacle, at: view.at), .warning)
        }
        if rollout.status == .scheduled, let start = ScheduleText.next(rollout, at: view.at) {
            let instant = rollout.schedule.startAt.map { ", at " + context.time($0) } ?? ""
            return StyledText(" " + start + instant, .dim)
        }
        guard let wave = view.waves.first(where: { !$0.wave.state.isOver }) else {
            return rollout.targets?.takesLater == true && rollout.status == .inProgress
                ? StyledText(" open for later devices: F finishes it", .dim) : .empty
        }
        let number = "wave " + CountText.exact(wave.wave.id.number)
        if rollout.status.isFinal { return StyledText(" it has ended", .dim) }
        if rollout.status == .paused { return StyledText(" paused: P lets it go on", .warning) }
        switch wave.wave.state {
        case .awaiting: return StyledText(" " + number + " has soaked: A lets the next wave begin", .warning)
        case .soaking:
            return StyledText(" " + number + " soaks for " + SpanText.coarse(soakLeft(wave, of: view)) + " more", .dim)
        case .open where wave.isStalled:
            return StyledText(" " + number + " is stalled: too few of its devices are verified, A goes on", .warning)
        case .planned, .opening, .open, .passed, .skipped:
            guard let window = rollout.schedule.window, !window.isOpen(at: view.at) else {
                return StyledText(" " + number + " is under way", .dim)
            }
            let end: SafeText = window.opensAt > view.at ? ", at " + context.time(window.opensAt) : ""
            return StyledText(" " + number + " is held until its window opens" + end, .dim)
        }
    }

    private func soakLeft(_ wave: WaveView, of view: RolloutView) -> Duration {
        let from = [wave.wave.soakFrom, view.rollout.resumedAt].compactMap { $0 }.max() ?? view.at
        return max(.zero, (view.plan?.advance.soak ?? .zero) - (view.at - from))
    }

    /// ` 1,250 of 125,000  1% [#...]  in flight 38 of 1,000`, and what waits or was left out.
    private func progress(_ view: RolloutView, _ area: Rect, _ context: ViewContext) -> [StyledText] {
        let (rollout, counters) = (view.rollout, view.rollout.counters)
        let total = rollout.devices
        let start = StyledText(
            " " + CountText.exact(counters.finished) + " of " + CountText.exact(total) + "  "
                + PercentText.of(counters.finished, total).padded(to: 5, alignment: .trailing) + " ", .strong)
        let end = StyledText(
            "  in flight " + CountText.exact(counters.inFlight) + " of " + CountText.exact(rollout.maximumInFlight))
        let room = min(40, area.columns - start.width - end.width - 1)
        var more: [SafeText] = [
            rollout.status.isFinal
                ? CountText.exact(rollout.devices - counters.total) + " were left as they are"
                : CountText.exact(rollout.targets?.left ?? 0) + " wait for their wave"
        ]
        more += [
            RateText.joins(rollout, view.plan), RateText.bandwidth(rollout), ScheduleText.next(rollout, at: view.at),
            ScheduleText.end(rollout, at: view.at), WayBackText.keyed(rollout), LaterText.open(rollout, at: view.at),
            LaterText.settled(rollout),
        ].compactMap { $0 }
        let excluded = view.exclusions.values.reduce(0, +)
        if excluded > 0 { more.append(CountText.exact(excluded) + " left out from the beginning") }
        return [start + RolloutColumns.bar(rollout).line(columns: max(0, room), context.glyphs) + end]
            + StyledText.flowing(more.map { StyledText($0, .dim) }, gap: 3, columns: area.columns)
    }

    private func causes(_ view: RolloutView, columns: Int, _ context: ViewContext) -> [StyledText] {
        let bad = CountText.exact(view.rollout.counters.bad)
        let times = view.reasons.map { context.time($0.firstAt) }
        let factors = view.reasons.map { $0.commonFactor.map { ReasonText.factor($0) } ?? "" }
        let layout = ReasonLayout(
            columns: columns, timeColumns: max(6, times.map(\.width).max() ?? 0),
            factorColumns: factors.map(\.width).max() ?? 0)
        let title = StyledText("WHY IT GOES WRONG (" + bad + ")", .title)
        guard !view.reasons.isEmpty else { return [StyledText(" ") + title] }
        return [layout.line(title, "n", "share", "since", "common factor")]
            + view.reasons.enumerated().map { index, reason in
                layout.line(
                    ReasonText.look(reason).label(ReasonText.text(reason.cause), context.glyphs),
                    CountText.short(reason.count, columns: 5), ReasonText.share(reason, of: view.rollout.counters),
                    times[index], factors[index],
                    mark: view.reasons.count > 1 && reason.cause == markedReason?.cause ? ">" : " ")
            }
    }
}
