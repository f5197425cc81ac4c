/// What a write holds until its end from before it reads it, so that what it goes by stays true.
///
/// A write takes them in the order of these cases, and whatever else it locks at the place that it has among them:
/// organizations before uploads, and after the devices batches, sessions, batch devices, places, figures and rollouts.
/// So no two writes wait for each other.
package enum LockSubject: Hashable, Sendable {
    /// Every creation with this key in this scope.
    case request(RequestKey)
    /// What is set for everything, its halt among it.
    case settings
    case upload(sha256: String)
    /// Every creation of a release with this version, or an equal one.
    case version(FirmwareVersion)
    /// By its version.
    case release(String)
    case signingKeys
    case devices(uids: [String])
    /// Whatever moves its devices into batches, or away: comes before every lock of a row.
    case conducting(Rollout.ID)
}

package enum LockPurpose: Hashable, Sendable {
    /// No other write holds it for changing.
    case reading
    /// No other write holds it in either way.
    case changing
}

package protocol LockWriter {
    /// Waits for the writes that hold it otherwise; what is read afterwards stays as it is until the end of this one.
    func hold(_ subject: LockSubject, for purpose: LockPurpose) throws
}
