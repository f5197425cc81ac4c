import SlipwayCore
import SlipwayServices
import TerminalUI

/// The columns of the list of rollouts and what one rollout says in them.
enum RolloutColumns {
    static let all = [
        TableColumn("STATUS", .fixed(16)),
        TableColumn("NAME", .flexible(minimum: 16)),
        TableColumn("FIRMWARE", .fixed(10), dropOrder: 2),
        TableColumn("PROGRESS", .fixed(17), dropOrder: 1),
        TableColumn("BAD", .fixed(5), alignment: .trailing, dropOrder: 3),
        TableColumn("ETA", .fixed(6), alignment: .trailing, dropOrder: 4),
    ]

    static func row(_ row: HomeRow, at now: Timestamp, _ glyphs: GlyphSet) -> TableRow<Rollout.ID> {
        TableRow(id: row.summary.rollout.id, cells: cells(row, at: now, glyphs))
    }

    static func cells(_ row: HomeRow, at now: Timestamp, _ glyphs: GlyphSet) -> [StyledText] {
        let rollout = row.summary.rollout
        return [
            StatusLabel(row).label(glyphs),
            StyledText(SafeText(rollout.name, limit: 200)),
            StyledText(SafeText(row.summary.firmwareVersion, limit: 60)),
            progress(row, at: now, glyphs),
            bad(rollout.counters),
            StyledText(RateText.eta(row.rate, of: rollout)),
        ]
    }

    /// Of a batch, or of a wave.
    static func bar(_ counters: BatchCounters) -> SegmentedBar { bar(counters, of: counters.total) }

    /// With what waits for its wave.
    static func bar(_ rollout: Rollout) -> SegmentedBar { bar(rollout.counters, of: rollout.devices) }

    /// What fell back or is lost counts as bad although it had succeeded; what was left out is no part of it.
    private static func bar(_ counters: BatchCounters, of total: Int) -> SegmentedBar {
        SegmentedBar(
            total: max(0, total - counters.leftOut), done: counters.succeeded - counters.fellBack - counters.lost,
            failed: counters.failedByRelease + counters.fellBack + counters.lost, stuck: counters.silent)
    }

    /// An ended rollout needs no percentage, and one that is to start has no progress.
    private static func progress(_ row: HomeRow, at now: Timestamp, _ glyphs: GlyphSet) -> StyledText {
        let rollout = row.summary.rollout
        if rollout.status == .scheduled, let start = ScheduleText.next(rollout, at: now) {
            return StyledText(start, .dim)
        }
        let bar = bar(rollout).line(columns: 12, glyphs)
        if row.attention == .ended { return bar }
        let percent = PercentText.of(rollout.counters.finished, rollout.devices)
        return bar + StyledText(" " + percent.padded(to: 4, alignment: .trailing))
    }

    private static func bad(_ counters: BatchCounters) -> StyledText {
        let text = CountText.short(counters.bad, columns: 5)
        return StyledText(text, counters.bad > 0 ? StateLook.failed.style : .text)
    }
}

extension Rollout {
    /// All that take part, those too that wait for their wave; of a draft, those that were found when it was submitted.
    var devices: Int {
        max(counters.total, targets?.total ?? 0, status == .draft ? approval.submittedCount ?? 0 : 0)
    }
}
