import SlipwayCore
import SlipwayServices
import TerminalUI

/// What is said of the way back that was prepared after a gate had stopped a rollout.
enum WayBackText {
    /// `way back prepared: 1250 devices to 4.11.3`, or why it cannot be started; none where none is prepared.
    static func line(_ rollout: Rollout) -> SafeText? {
        if rollout.isRollbackDue { return "its way back is being prepared" }
        guard let prepared = rollout.preparedRollback else { return nil }
        let start: SafeText = prepared.isReady ? "way back prepared: " : "way back "
        return start + SafeText(prepared.text, limit: 300)
    }

    /// The same with the key that starts it on the rollout's own screen: `B rolls back: 1250 devices to 4.11.3`.
    static func keyed(_ rollout: Rollout) -> SafeText? {
        guard isReady(rollout), let prepared = rollout.preparedRollback else { return line(rollout) }
        return "B rolls back: " + SafeText(prepared.text, limit: 300)
    }

    /// Whether a person can start it.
    static func isReady(_ rollout: Rollout) -> Bool { rollout.preparedRollback?.isReady == true }
}
