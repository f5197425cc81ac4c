/// Something that happened: append-only, and the audit log.
package struct Event: Hashable, Sendable {
    package typealias ID = RecordID<Event>

    package let id: ID
    package let at: Timestamp
    package let kind: EventKind
    package let actorKind: Principal.Kind
    package let actorName: String
    package let subject: EventSubject
    /// The uid of the device that it concerns.
    package let deviceUID: String?
    package let detail: String

    package init(
        id: ID, at: Timestamp, kind: EventKind, actorKind: Principal.Kind, actorName: String, subject: EventSubject,
        deviceUID: String?, detail: String
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.actorKind = actorKind
        self.actorName = actorName
        self.subject = subject
        self.deviceUID = deviceUID
        self.detail = detail
    }
}

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

/// An event that is about to be written, in the transaction that it reports.
package struct NewEvent: Hashable, Sendable {
    package let kind: EventKind
    package let actor: Principal
    package let subject: EventSubject
    /// In words; not yet safe for a terminal.
    package let detail: String

    package init(_ kind: EventKind, by actor: Principal, on subject: EventSubject, detail: String = "") {
        self.kind = kind
        self.actor = actor
        self.subject = subject
        self.detail = detail
    }
}
