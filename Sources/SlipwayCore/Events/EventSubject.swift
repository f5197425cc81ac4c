/// What an event concerns.
package struct EventSubject: Hashable, Sendable {
    package var organizationID: Organization.ID?
    package var deviceID: Device.ID?
    package var firmwareID: FirmwareRelease.ID?
    package var rolloutID: Rollout.ID?
    package var batchID: UpdateBatch.ID?
    package var sessionID: SessionID?

    package init(
        organizationID: Organization.ID? = nil, deviceID: Device.ID? = nil, firmwareID: FirmwareRelease.ID? = nil,
        rolloutID: Rollout.ID? = nil, batchID: UpdateBatch.ID? = nil, sessionID: SessionID? = nil
    ) {
        self.organizationID = organizationID
        self.deviceID = deviceID
        self.firmwareID = firmwareID
        self.rolloutID = rolloutID
        self.batchID = batchID
        self.sessionID = sessionID
    }

    /// A session with all that it belongs to.
    package init(of context: SessionContext) {
        self.init(
            organizationID: context.device.organizationID, deviceID: context.device.id,
            firmwareID: context.firmware.id, rolloutID: context.batch?.rolloutID, batchID: context.batch?.id,
            sessionID: context.session.sessionID)
    }
}
