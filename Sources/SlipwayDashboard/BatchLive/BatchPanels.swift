import SlipwayCore
import SlipwayServices
import TerminalUI

/// Why does it fail, who needs a human, what happened last.
struct BatchPanels {
    let view: BatchLiveView
    let context: ViewContext
    let columns: Int

    private var counters: BatchCounters { view.live.batch.counters }

    var reasons: BatchPanel {
        let times = view.live.reasons.map { context.time($0.firstAt) }
        let factors = view.live.reasons.enumerated().map { index, reason in
            reason.commonFactor.map { ReasonText.factor($0, of: index == 0 ? "batch" : "") } ?? ""
        }
        let layout = ReasonLayout(
            columns: columns, timeColumns: max(6, times.map(\.width).max() ?? 0),
            factorColumns: factors.map(\.width).max() ?? 0)
        let lines = view.live.reasons.enumerated().map { index, reason in
            let label = ReasonText.look(reason).label(ReasonText.text(reason.cause), context.glyphs)
            return layout.line(
                label, CountText.short(reason.count, columns: 5), ReasonText.share(reason, of: counters),
                times[index], factors[index])
        }
        let title = StyledText("WHY IT GOES WRONG (" + CountText.exact(counters.bad) + ")", .title)
        let heading =
            lines.isEmpty
            ? StyledText(" ") + title : layout.line(title, "n", "share", "since", "common factor")
        return BatchPanel(heading: HeaderLine(heading), lines: lines, minimum: 3)
    }

    var people: BatchPanel {
        let lines = view.live.silent.map { device in
            let state: SafeText = SafeText(device.state.rawValue) + " " + context.time(device.stateSince)
            let word: SafeText =
                device.lastHeardAt <= device.stateSince ? "no word since" : "heard " + context.time(device.lastHeardAt)
            let seen = "last seen " + SpanText.coarse(view.at - device.lastHeardAt) + " ago"
            let uid = SafeText(device.deviceUID, limit: 200)
            return StyledText(" ") + StateLook.stuck.label(uid, context.glyphs).padded(to: max(12, columns / 4))
                + StyledText(" " + state.padded(to: 20) + " " + word.padded(to: 15) + " ")
                + StyledText(seen, .dim)
        }
        let title = StyledText(" NEEDS A HUMAN", .title)
        return BatchPanel(
            heading: HeaderLine(title + StyledText("  " + silent), trailing: StyledText(slowest, .dim)), lines: lines,
            minimum: 2)
    }

    func events(from first: Int) -> BatchPanel {
        let names = columns < 80 ? 12 : columns < 110 ? 16 : 24
        let lines = view.live.events.dropFirst(first)
            .map { EventText.line($0, context: context, nameColumns: names) }
        return BatchPanel(heading: nil, lines: lines, minimum: 3)
    }

    private var silent: SafeText {
        if counters.silent == 0 { return "no device is silent" }
        if counters.silent == counters.silentFlashed { return CountText.exact(counters.silent) + " silent since flash" }
        let flashed = counters.silentFlashed
        return CountText.exact(counters.silent) + " silent"
            + (flashed > 0 ? ", " + CountText.exact(flashed) + " since flash" : "")
    }

    /// `slowest: flashed p50 ~3m p95 ~11m`; the figures are upper bounds of buckets, so they are estimates.
    private var slowest: SafeText {
        let phases = view.live.phases.compactMap { state, durations in
            durations.percentile(0.95).map { (state: state, durations: durations, p95: $0) }
        }
        guard let phase = phases.max(by: { ($0.p95, $0.state.rawValue) < ($1.p95, $1.state.rawValue) }) else {
            return ""
        }
        return "slowest: " + SafeText(phase.state.rawValue) + " p50 "
            + SpanText.bucket(phase.durations.percentile(0.5)) + " p95 " + SpanText.bucket(phase.p95)
    }
}
