import SlipwayCore
import TerminalUI

/// How fast it goes, and when it will be through.
enum RateText {
    /// `pace 50/min, grows to 1,000/min`; none where any number may begin, or it has ended.
    static func joins(_ rollout: Rollout, _ plan: RolloutPlan?) -> SafeText? {
        guard let now = rollout.joinsPerMinute, !rollout.status.isFinal else { return nil }
        let rate = "pace " + CountText.exact(now) + "/min"
        guard let limit = plan?.pace?.limit, limit > now else { return rate }
        return rate + ", grows to " + CountText.exact(limit) + "/min"
    }

    /// `5 MB/s`, `1.25 GB/s`, and exactly where that is not a round number: `1,234,567 B/s`.
    static func bytes(_ perSecond: Int) -> SafeText {
        let units: [(size: Int, name: SafeText)] = [
            (1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"),
        ]
        for unit in units where perSecond >= unit.size {
            let hundredths = perSecond % (unit.size / 100) == 0 ? perSecond / (unit.size / 100) : nil
            guard let hundredths else { break }
            let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
            let digits = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
            return CountText.exact(whole) + SafeText(digits) + " " + unit.name + "/s"
        }
        return CountText.exact(perSecond) + " B/s"
    }

    /// `downloads 5 MB/s`; none where they have no limit, or it has ended.
    static func bandwidth(_ rollout: Rollout) -> SafeText? {
        guard let bytesPerSecond = rollout.bytesPerSecond, !rollout.status.isFinal else { return nil }
        return "downloads " + bytes(bytesPerSecond)
    }

    /// `48/min (10m)`; the window is shorter while the rollout is young.
    static func perMinute(_ rate: CompletionRate, createdAt: Timestamp, at now: Timestamp) -> SafeText {
        let window = min(max(now - createdAt, .seconds(60)), CompletionRate.window)
        return number(rate.perMinute) + "/min (" + SpanText.coarse(window) + ")"
    }

    /// `~2m`; `?` where there is too little to go by, nothing is known, or waves are still to come, whose soaks no rate
    /// tells; `-` where nothing moves or nothing is left.
    static func eta(_ rate: CompletionRate?, of rollout: Rollout) -> SafeText {
        switch rollout.status {
        case .draft, .scheduled, .pending, .cancelled, .completed, .failed: "-"
        case .paused: "?"
        case .inProgress where rollout.targets?.hasMore == true: "?"
        case .inProgress, .cancelling: rate.map { eta($0, rollout.counters) } ?? "?"
        }
    }

    /// The same of a batch.
    static func eta(_ rate: CompletionRate, status: UpdateBatchState, counters: BatchCounters) -> SafeText {
        switch status {
        case .pending, .cancelled, .completed, .failed: "-"
        case .paused: "?"
        case .inProgress, .cancelling: eta(rate, counters)
        }
    }

    private static func eta(_ rate: CompletionRate, _ counters: BatchCounters) -> SafeText {
        guard let remaining = rate.remaining(open: counters.open) else { return "?" }
        let text = SpanText.coarse(remaining)
        return remaining < .seconds(60) ? text : "~" + text
    }

    private static func number(_ rate: Double) -> SafeText {
        guard rate.isFinite else { return "?" }
        if rate == 0 { return "0" }
        if rate < 0.1 { return "<0.1" }
        if rate >= 10 || rate == rate.rounded() { return CountText.exact(Int(min(rate, 1e15).rounded())) }
        let tenths = Int((rate * 10).rounded())
        return tenths % 10 == 0 ? SafeText("\(tenths / 10)") : SafeText("\(tenths / 10).\(tenths % 10)")
    }
}
