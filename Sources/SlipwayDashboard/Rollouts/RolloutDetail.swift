import SlipwayCore
import SlipwayServices
import TerminalUI

/// The selected rollout beside the list, where there is room.
enum RolloutDetail {
    static func lines(_ row: HomeRow, at now: Timestamp, columns: Int, context: ViewContext) -> [StyledText] {
        let rollout = row.summary.rollout
        let organization = row.summary.organizationName.map { SafeText($0, limit: 100) } ?? "several organizations"
        let version = SafeText(row.summary.firmwareVersion, limit: 60)
        let heading: [StyledText] = [
            StyledText(SafeText(rollout.name, limit: 200), .title),
            StatusLabel(rollout).label(context.glyphs) + StyledText("  firmware " + version),
            StyledText(organization, .dim),
            StyledText(
                "by " + SafeText(rollout.createdBy, limit: 60) + ", created " + context.time(rollout.createdAt), .dim),
        ]
        let times = [
            ScheduleText.next(rollout, at: now), ScheduleText.end(rollout, at: now), LaterText.open(rollout, at: now),
            WayBackText.line(rollout),
        ]
        .compactMap { $0.map { StyledText($0, .dim) } }
        let progress: [StyledText] = [
            .empty,
            RolloutColumns.bar(rollout).line(columns: min(44, columns), context.glyphs),
            .empty,
        ]
        let rate: [StyledText] = [
            .empty,
            StyledText(row.rate.map { RateText.perMinute($0, createdAt: rollout.createdAt, at: now) } ?? "?/min"),
        ]
        return heading + times + progress + counts(rollout, context.glyphs) + rate
            + reasons(row.summary, context.glyphs)
    }

    private static func counts(_ rollout: Rollout, _ glyphs: GlyphSet) -> [StyledText] {
        let counters = rollout.counters
        var rows: [(look: StateLook?, text: SafeText, count: Int)] = [
            (.succeeded, "succeeded", counters.succeeded), (nil, "verified", counters.verified),
            (.failed, "failed", counters.failedByRelease), (nil, "fell back", counters.fellBack),
            (nil, "lost", counters.lost), (.stopped, "left out", counters.leftOut),
            (.pending, "pending", counters.pending), (.active, "under way", counters.initiated),
        ]
        rows += counters.openSessions.map { (nil, SessionStatus.of($0.state).text, $0.count) }
        rows.append((.stuck, "silent", counters.silent))
        if let targets = rollout.targets { rows.append((.pending, "in later waves", targets.left)) }
        return rows.map { row in
            let number = StyledText(CountText.exact(row.count).padded(to: 12, alignment: .trailing))
            guard let look = row.look else { return StyledText("    " + row.text.padded(to: 14), .dim) + number }
            return look.label(row.text.padded(to: 16), glyphs) + number
        }
    }

    private static func reasons(_ summary: RolloutSummary, _ glyphs: GlyphSet) -> [StyledText] {
        guard !summary.reasons.isEmpty else { return [] }
        let bad = CountText.exact(summary.rollout.counters.bad)
        let heading = StyledText("WHY IT GOES WRONG (" + bad + ")", .title)
        return [.empty, heading]
            + summary.reasons.flatMap { reason -> [StyledText] in
                let count = CountText.exact(reason.count).padded(to: 5, alignment: .trailing)
                let cause = ReasonText.look(reason).label(ReasonText.text(reason.cause), glyphs)
                let line = StyledText(count + " ") + cause
                guard let factor = reason.commonFactor else { return [line] }
                return [line, StyledText("        " + ReasonText.factor(factor, of: "rollout"), .dim)]
            }
    }
}
