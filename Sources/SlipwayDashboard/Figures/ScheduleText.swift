import SlipwayCore
import TerminalUI

/// What the schedule and the windows of a rollout let one wait for.
enum ScheduleText {
    /// `starts in 3h12m`, `window opens in 2h05m`, `window closes in 23m`; none where it waits for no time.
    static func next(_ rollout: Rollout, at now: Timestamp) -> SafeText? {
        rollout.status == .scheduled ? start(rollout.schedule, at: now) : window(rollout, at: now)
    }

    /// `window opens in 2h05m`, `window closes in 23m`; none where its devices may update at any time.
    static func window(_ rollout: Rollout, at now: Timestamp) -> SafeText? {
        guard !rollout.status.isFinal, rollout.status != .cancelling, let window = rollout.schedule.window
        else { return nil }
        if window.isOpen(at: now) { return "window closes in " + SpanText.coarse(window.closesAt - now) }
        // One that has closed waits for a worker to say when the next one opens, or is the last.
        return window.opensAt > now ? "window opens in " + SpanText.coarse(window.opensAt - now) : "window closed"
    }

    /// `ends in 4d`, when what has not flashed is cancelled.
    static func end(_ rollout: Rollout, at now: Timestamp) -> SafeText? {
        guard !rollout.status.isFinal, rollout.status != .cancelling, let end = rollout.schedule.endAt
        else { return nil }
        return "ends in " + SpanText.coarse(end - now)
    }

    private static func start(_ schedule: RolloutSchedule, at now: Timestamp) -> SafeText {
        guard let start = schedule.startAt, start > now else { return "starts" }
        return "starts in " + SpanText.coarse(start - now)
    }
}
