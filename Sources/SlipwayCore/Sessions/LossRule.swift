/// When a device counts as lost: it completed, and not a word came of it afterwards.
///
/// Nothing else shows a release that kills devices after they have completed.
package struct LossRule: Hashable, Sendable {
    /// The least time after the completion.
    package var floor: Duration = .seconds(15 * 60)
    /// How many times a running device should have asked for updates by then.
    package var polls = 3
    /// How long a word may be on its way to the database: servers collect what devices say.
    package static let delay: Duration = .seconds(15)

    package enum Verdict: Hashable, Sendable {
        /// A word came of it, so that it cannot be lost any more.
        case heard
        case extended(to: Timestamp)
        case lost
    }

    package init() {}

    /// max(floor, polls × poll interval).
    package func limit(pollInterval: Duration) -> Duration { max(floor, pollInterval * polls) }

    /// What becomes of a device whose time is up; a time in which the service was away does not count.
    ///
    /// - Parameter limit: of ``limit(pollInterval:)``.
    package static func verdict(
        on context: VerificationContext, in presence: ServicePresence? = nil, limit: Duration, now: Timestamp
    ) -> Verdict {
        // Heard ahead of now: by a clock that was ahead, which tells nothing.
        if let heardAt = context.lastHeardAt, heardAt > context.completedAt, heardAt <= now + PlausibleFuture.past {
            return .heard
        }
        let since = [presence?.since].compactMap { $0 }.reduce(context.completedAt, max)
        let deadline = min(since, now) + limit
        return deadline + delay > now ? .extended(to: deadline) : .lost
    }

    /// Whether something that a device said finds it again.
    static func isWord(_ instant: Timestamp, after context: DeviceReportContext) -> Bool {
        guard context.batchDevice?.lostAt != nil else { return false }
        return context.sessionStateSince.map { instant > $0 } ?? true
    }
}

/// A device that has completed and owes a word.
package struct VerificationContext: Hashable, Sendable {
    package let batchDevice: UpdateBatchDevice.ID
    package let batch: UpdateBatch.ID
    package let device: Device.ID
    package let deviceUID: String
    package let organization: Organization.ID
    package let session: SessionID
    package let completedAt: Timestamp
    /// Of its latest call of any kind.
    package let lastHeardAt: Timestamp?

    package init(
        batchDevice: UpdateBatchDevice.ID, batch: UpdateBatch.ID, device: Device.ID, deviceUID: String,
        organization: Organization.ID, session: SessionID, completedAt: Timestamp, lastHeardAt: Timestamp?
    ) {
        self.batchDevice = batchDevice
        self.batch = batch
        self.device = device
        self.deviceUID = deviceUID
        self.organization = organization
        self.session = session
        self.completedAt = completedAt
        self.lastHeardAt = lastHeardAt
    }
}
