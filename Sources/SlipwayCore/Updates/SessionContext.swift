/// A session with everything that decides what may happen to it, read in one go.
package struct SessionContext: Hashable, Sendable {
    package var session: UpdateSession
    package let device: Device
    package let firmware: FirmwareRelease
    /// None for an update of a single device.
    package var batchDevice: UpdateBatchDevice?
    package var batch: UpdateBatch?
    package let gate: OfferGate
    /// The latest end of a pause or halt that could have held it.
    package let releasedAt: Timestamp?

    package init(
        session: UpdateSession, device: Device, firmware: FirmwareRelease, batchDevice: UpdateBatchDevice?,
        batch: UpdateBatch?, gate: OfferGate, releasedAt: Timestamp?
    ) {
        self.session = session
        self.device = device
        self.firmware = firmware
        self.batchDevice = batchDevice
        self.batch = batch
        self.gate = gate
        self.releasedAt = releasedAt
    }

    /// From when on it could have been heard of, and was not.
    ///
    /// - Parameter presence: of the service; none where it was never away.
    package func waitingSince(_ presence: ServicePresence?) -> Timestamp {
        [releasedAt, presence?.since].compactMap { $0 }.reduce(session.lastHeardAt, max)
    }

    /// What holds the session now.
    package var hold: HoldReason? { gate.hold(on: session.updateStatus) }
}
