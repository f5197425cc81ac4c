import SlipwayCore
import TerminalUI

/// What a rollout says of the devices that join it later.
enum LaterText {
    /// `12 joined later, looks again in 7m`; none where it takes none.
    static func open(_ rollout: Rollout, at now: Timestamp) -> SafeText? {
        guard let targets = rollout.targets, targets.takesLater, rollout.status != .cancelling else { return nil }
        return joined(targets) + (rollout.status == .paused ? ", looks no more while paused" : next(targets, at: now))
    }

    /// The same of one that takes no more: `12 joined later`; none where none could.
    static func settled(_ rollout: Rollout) -> SafeText? {
        guard let targets = rollout.targets, targets.isFrozen, targets.joinedLater != nil else { return nil }
        return joined(targets)
    }

    private static func joined(_ targets: RolloutTargets) -> SafeText {
        CountText.exact(targets.joinedLater ?? 0) + " joined later"
    }

    private static func next(_ targets: RolloutTargets, at now: Timestamp) -> SafeText {
        guard let next = targets.nextWalkAt else { return ", looks for more" }
        return next > now ? ", looks again in " + SpanText.coarse(next - now) : ", looks again"
    }
}
