import SlipwayCore
import SlipwayServices
import TerminalUI

/// What is wrong, rollout by rollout, in words: the part of the home screen that one reads first at night.
struct AttentionList: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        let look: StateLook
        let name: SafeText
        let text: SafeText
    }

    let items: [Item]

    init(_ home: HomeView) {
        items = Self.counters(home) + Self.workers(home) + home.rollouts.compactMap { Self.item($0, at: home.at) }
    }

    /// At most `maximum` lines: where room is scarce every rollout tells less, and after that the last line counts
    /// those that are left out.
    func lines(columns: Int, maximum: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let nameColumns = min(20, max(8, columns / 4))
        let texts = items.map { $0.text.wrapped(to: max(8, columns - nameColumns - 6)) }
        let most = texts.map(\.count).max() ?? 0
        let depth = (1...max(1, most)).last { depth in texts.reduce(0) { $0 + min($1.count, depth) } <= maximum } ?? 1
        let lines = zip(items, texts).flatMap { item, text in
            Self.block(item, Self.cut(text, to: depth), nameColumns: nameColumns, glyphs)
        }
        guard lines.count > maximum else { return lines }
        guard maximum > 1 else { return [] }
        let more: SafeText = " and " + CountText.exact(lines.count - maximum + 1) + " more"
        return Array(lines.prefix(maximum - 1)) + [StyledText(more, .dim)]
    }

    /// The first lines; what is left out shows.
    private static func cut(_ lines: [SafeText], to depth: Int) -> [SafeText] {
        guard lines.count > depth, let last = lines.prefix(depth).last else { return lines }
        return lines.prefix(depth - 1) + [last + " …"]
    }

    private static func block(
        _ item: Item, _ lines: [SafeText], nameColumns: Int, _ glyphs: GlyphSet
    ) -> [StyledText] {
        let start = item.look.label(item.name, glyphs).padded(to: nameColumns + 2)
        let indent = StyledText(SafeText.empty.padded(to: nameColumns + 2))
        return lines.enumerated().map { index, line in
            StyledText(" ") + (index == 0 ? start : indent) + StyledText("  " + line)
        }
    }

    /// `2 figures differ from the rows: batch 7: n_failed is 4, counted 3`.
    private static func counters(_ home: HomeView) -> [Item] {
        guard let first = home.counterDifferences.first else { return [] }
        let differences = CountText.of(home.counterDifferences.count, "figure differs", "figures differ")
        let text = differences + " from the rows: " + SafeText(first.text, limit: 200)
        return [Item(look: .failed, name: "the figures", text: text)]
    }

    /// `serve db-1:4711 did not stop in order, last heard of 12m ago, and 2 more`.
    private static func workers(_ home: HomeView) -> [Item] {
        guard let first = home.lostWorkers.first else { return [] }
        let more = home.lostWorkers.count - 1
        let text =
            SafeText(first.text, limit: 200) + " did not stop in order, last heard of "
            + SpanText.coarse(home.at - first.lastHeartbeat) + " ago"
            + (more > 0 ? ", and " + CountText.exact(more) + " more" : "")
        return [Item(look: .stuck, name: "a worker", text: text)]
    }

    private static func item(_ row: HomeRow, at now: Timestamp) -> Item? {
        let name = SafeText(row.summary.rollout.name, limit: 200)
        switch row.attention {
        case .failing: return Item(look: .failed, name: name, text: failing(row.summary, at: now))
        case .stuck: return Item(look: .stuck, name: name, text: silent(row.summary, at: now))
        case .awaiting: return Item(look: .stuck, name: name, text: awaiting(row.summary.rollout, at: now))
        case .running, .paused, .pending, .ended: return nil
        }
    }

    /// `waits for approval for 12m: 125,000 devices, by ada`.
    private static func awaiting(_ rollout: Rollout, at now: Timestamp) -> SafeText {
        if let drift = rollout.drift { return "paused, " + SafeText(drift, limit: 200) + ": resume it to accept that" }
        guard let submission = rollout.approval.submission else { return "waits for approval" }
        return "waits for approval for " + SpanText.coarse(now - submission.at) + ": "
            + CountText.of(rollout.approval.submittedCount ?? 0, "device", "devices") + ", by "
            + SafeText(submission.by, limit: 60)
    }

    /// `43 of 170 bad: 22 "signature mismatch", 12 silent since flash`.
    private static func failing(_ summary: RolloutSummary, at now: Timestamp) -> SafeText {
        let counters = summary.rollout.counters
        let isPaused = summary.rollout.brokenGate != nil
        var text =
            (isPaused ? "paused by its gate: " : "") + CountText.exact(counters.bad) + " of "
            + CountText.exact(counters.judged) + " bad"
        for (index, reason) in summary.reasons.prefix(3).enumerated() {
            text = text + (index == 0 ? ": " : ", ") + ReasonText.counted(reason)
        }
        if counters.silent > counters.silentFlashed { text = text + "; " + silent(summary, at: now) }
        guard isPaused, WayBackText.isReady(summary.rollout) else { return text }
        return text + "; its way back is prepared: B on its screen starts it"
    }

    /// `12 devices silent while updating, the longest for over 30m`.
    private static func silent(_ summary: RolloutSummary, at now: Timestamp) -> SafeText {
        let counters = summary.rollout.counters
        let phase: SafeText = counters.silent == counters.silentFlashed ? " since the flash" : " while updating"
        let devices = CountText.of(counters.silent, "device", "devices") + " silent" + phase
        guard let since = summary.silentSince else { return devices }
        return devices + (counters.silent == 1 ? " for over " : ", the longest for over ")
            + SpanText.coarse(now - since)
    }
}
