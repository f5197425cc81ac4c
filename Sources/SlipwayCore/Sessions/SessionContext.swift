/// A session with everything that decides what may happen to it, read in one go.
package struct SessionContext: Hashable, Sendable {
    package var session: UpdateSession
    package let device: Device
    package let firmware: FirmwareRelease
    /// None for an update of a single device.
    package var batchDevice: UpdateBatchDevice?
    package var batch: UpdateBatch?
    package let gate: OfferGate
    /// When it was last let go on: the latest end of a halt, of a pause of its rollout or of its batch, the opening of a
    /// window, or the batch's start.
    package let resumedAt: Timestamp?
    /// What its download takes part in; none where its rollout has no limit.
    package let budget: DownloadBudget?

    package init(
        session: UpdateSession, device: Device, firmware: FirmwareRelease, batchDevice: UpdateBatchDevice?,
        batch: UpdateBatch?, gate: OfferGate, resumedAt: Timestamp?, budget: DownloadBudget? = nil
    ) {
        self.session = session
        self.device = device
        self.firmware = firmware
        self.batchDevice = batchDevice
        self.batch = batch
        self.gate = gate
        self.resumedAt = resumedAt
        self.budget = budget
    }

    /// From when on it could have been heard of, and was not.
    ///
    /// - Parameter presence: of the service; none where it was never away.
    package func waitingSince(_ presence: ServicePresence?) -> Timestamp {
        [resumedAt, presence?.since].compactMap { $0 }.reduce(session.lastHeardAt, max)
    }

    /// What holds the session now.
    package var hold: HoldReason? { gate.hold(on: session.updateStatus) }
}

/// A session about which its device reports.
package struct ReportedSession: Hashable, Sendable {
    package let context: SessionContext
    /// Of the token that the device has to show, SHA-256 in hex; none where that was revoked.
    package let tokenHash: String?

    package init(_ context: SessionContext, tokenHash: String?) {
        self.context = context
        self.tokenHash = tokenHash
    }
}
