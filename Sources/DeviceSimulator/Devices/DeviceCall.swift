import SlipwayCore

/// One call of a device to the service.
package enum DeviceCall: Hashable, Sendable {
    case check(runningVersion: String)
    case acknowledge(SessionID)
    case readBytes(SessionID, offset: Int64, size: Int)
    case progress(SessionID, percent: Int, bytes: Int64)
    case flashed(SessionID)
    case complete(SessionID, checksum: String)
    case fail(SessionID, reason: String)
}

/// What the service said to it.
package enum DeviceAnswer: Hashable, Sendable {
    case noUpdate
    /// What the service takes it to run; empty where it is unknown.
    case introduced(version: String)
    /// Also a session that the device has begun before and forgotten.
    case offered(OfferedUpdate)
    /// A session that the device has flashed already and only has to complete.
    case finishing(OfferedUpdate)
    case bytes([UInt8])
    case accepted
    case refused(SlipwayError)
    /// Whether the call was carried out is unknown.
    case lost
}

/// Carries the calls of devices to the service, each as that device itself.
package protocol DeviceLink: Sendable {
    /// - Throws: `CancellationError` only; all else is an answer that the device has to live with.
    func answer(to call: DeviceCall, of deviceUID: String) async throws -> DeviceAnswer
}

/// How one update ended, as the device sees it.
package enum DeviceOutcome: Hashable, Sendable {
    case completed
    /// Completed, and runs its old version.
    case fellBack
    case failed(reason: String)
    case fellSilent(SilencePoint)
    /// Completed, and makes no call ever again.
    case gotLost
    /// The session was cancelled, ended by its deadline, or is gone.
    case dropped(SlipwayError)
}
