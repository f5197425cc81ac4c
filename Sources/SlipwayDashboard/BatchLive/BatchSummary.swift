import SlipwayCore
import SlipwayServices
import TerminalUI

/// Is it moving, is it safe: the first lines of the live screen of a batch.
struct BatchSummary {
    let view: BatchLiveView
    let context: ViewContext

    private var batch: UpdateBatch { view.live.batch }
    private var counters: BatchCounters { view.live.batch.counters }
    private var glyphs: GlyphSet { context.glyphs }

    /// ` IN PROGRESS 23m   4.11.3 > 4.12.0   500 devices   by ops`; `4.11.3 +2` where devices come from others too.
    var state: StyledText {
        let status = StatusLabel(view.live)
        let age: SafeText =
            batch.status.isFinal
            ? " created " + context.time(batch.createdAt) : " " + SpanText.coarse(view.at - batch.createdAt)
        let arrow = " " + Glyph.arrow.text(glyphs) + " "
        let version = SafeText(view.live.firmwareVersion, limit: 60)
        return StyledText(" ") + status.label(glyphs).role(status.look.role) + StyledText(age, .strong)
            + StyledText("   " + fromVersion + arrow + version)
            + StyledText("   " + CountText.of(counters.total, "device", "devices"))
            + StyledText("   by " + SafeText(batch.createdBy, limit: 40), .dim)
    }

    /// The most urgent thing to know, and the key that leads on.
    func advice(on tab: BatchLiveScreen.Tab) -> StyledText {
        let key: SafeText = tab == .summary ? ": 4 shows the devices" : ": 1 shows why"
        let isFirst = tab == .summary
        if let approval { return approval }
        if let time = start { return time }
        if view.workWaiting, !view.workerAlive, batch.status == .pending {
            return StyledText(" no worker is alive to start it: slipway serve starts one", .warning)
        }
        if let broken = view.live.rollout.brokenGate, batch.status == .paused {
            return StyledText(
                " " + SafeText(broken, limit: 200) + (isFirst ? ": 2 shows why" : key), StateLook.failed.style)
        }
        if let obstacle = view.obstacle, !batch.status.isFinal {
            return StyledText(" " + ConditionText.text(obstacle, at: view.at), .warning)
        }
        if counters.bad > 0 {
            let reasons = view.live.reasons.filter { !$0.isLeftOut }
            let explained = reasons.reduce(0) { $0 + $1.count }
            let bad = CountText.exact(counters.bad)
            let some = explained < counters.bad ? CountText.exact(explained) + " of " + bad : bad
            let causes = CountText.of(reasons.count, "cause explains ", "causes explain ")
            return StyledText(" " + causes + some + " bad" + causesKey(on: tab, elsewhere: key), StateLook.failed.style)
        }
        if counters.silent > 0 {
            let who = CountText.of(counters.silent, "device has", "devices have")
            return StyledText(" " + who + " fallen silent" + (isFirst ? ": 3 shows them" : key), StateLook.stuck.style)
        }
        switch batch.status {
        case .pending: return StyledText(" waits to be started" + key, .dim)
        case .inProgress, .paused, .cancelling:
            let window = ScheduleText.window(view.live.rollout, at: view.at).map { ", " + $0 } ?? ""
            return StyledText(" nothing is wrong so far" + window + key, .dim)
        case .cancelled, .completed, .failed: return StyledText(" nothing went wrong" + key, .dim)
        }
    }

    /// Of a draft, what a person has to do.
    private var approval: StyledText? {
        guard view.live.rollout.status == .draft else { return nil }
        return view.live.rollout.awaitsApproval
            ? StyledText(" it waits for its approval: Y approves it, N denies it", .warning)
            : StyledText(" a draft: S asks for its approval", .dim)
    }

    /// What it waits for before it begins; none once it has begun.
    private var start: StyledText? {
        let rollout = view.live.rollout
        guard batch.status == .pending, rollout.status == .scheduled, let text = ScheduleText.next(rollout, at: view.at)
        else { return nil }
        if !view.workerAlive, rollout.schedule.isStartDue(at: view.at) {
            return StyledText(" no worker is alive to start it: slipway serve starts one", .warning)
        }
        let instant = rollout.schedule.startAt.map { ", at " + context.time($0) } ?? ""
        return StyledText(" " + text + instant, .dim)
    }

    private func causesKey(on tab: BatchLiveScreen.Tab, elsewhere key: SafeText) -> SafeText {
        switch tab {
        case .summary: ": 2 shows them"
        case .failures: ": enter lists the devices of one"
        case .stuck, .devices, .timeline: key
        }
    }

    /// ` 170 of 500   34% [#####xxx.....]  ETA ~2m`.
    func progress(columns: Int) -> StyledText {
        let percent = PercentText.of(counters.finished, counters.total)
        let start =
            StyledText(
                " " + CountText.exact(counters.finished) + " of " + CountText.exact(counters.total) + "  ", .strong)
            + StyledText(percent.padded(to: 5, alignment: .trailing) + " ", .strong)
        let eta = RateText.eta(view.rate, status: batch.status, counters: counters)
        let end = StyledText("  ETA " + eta)
        let room = min(60, columns - start.width - end.width - 1)
        return start + RolloutColumns.bar(counters).line(columns: max(0, room), glyphs) + end
    }

    /// Every count by state, on as many lines as it takes.
    func counts(columns: Int) -> [StyledText] {
        let verified = StyledText(" (" + CountText.exact(counters.verified) + " verified)")
        var states = [
            label(.succeeded, "succeeded", counters.succeeded) + verified,
            label(.active, "under way", counters.initiated),
            label(.failed, "failed", counters.failedByRelease),
            label(.stuck, "silent", counters.silent),
        ]
        if counters.leftOut > 0 { states.append(label(.stopped, "left out", counters.leftOut)) }
        if counters.lost > 0 { states.insert(label(.failed, "lost", counters.lost), at: 3) }
        if counters.fellBack > 0 { states.insert(label(.failed, "fell back", counters.fellBack), at: 3) }
        if counters.pending > 0 { states.insert(label(.pending, "pending", counters.pending), at: 1) }
        let phases = counters.openSessions.map { state, count in
            StyledText(SessionStatus.of(state).text + " " + CountText.exact(count))
        }
        let rate = RateText.perMinute(view.rate, createdAt: batch.createdAt, at: view.at)
        let end = ScheduleText.end(view.live.rollout, at: view.at).map { [StyledText($0, .dim)] } ?? []
        let parts = phases + [StyledText(rate, .strong)] + end
        return StyledText.flowing(states, gap: 3, columns: columns)
            + StyledText.flowing(parts, gap: 3, columns: columns, indent: 3)
    }

    private func label(_ look: StateLook, _ text: SafeText, _ count: Int) -> StyledText {
        look.label(text + " " + CountText.exact(count), glyphs)
    }

    /// The version that most devices come from, and how many others there are.
    private var fromVersion: SafeText {
        let versions = view.live.attributes.filter { $0.attribute == .fromVersion }
        guard let first = versions.max(by: { $0.count < $1.count }) else { return "?" }
        let others = versions.count - 1
        return DeviceColumns.known(first.value) + (others > 0 ? " +\(others)" : "")
    }
}
