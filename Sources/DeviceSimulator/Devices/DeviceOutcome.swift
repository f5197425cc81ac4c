import SlipwayCore

/// How one update ended, as the device sees it.
package enum DeviceOutcome: Hashable, Sendable {
    case completed
    /// Completed, and runs its old version.
    case fellBack
    case failed(reason: String)
    case fellSilent(SilencePoint)
    /// The session was cancelled, ended by its deadline, or is gone.
    case dropped(SlipwayError)
}
