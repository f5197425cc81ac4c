import SlipwayCore

/// An event as the API gives it.
struct EventDocument: Encodable {
    private let id: Event.ID
    private let at: Timestamp
    private let kind: EventKind
    private let actorKind: Principal.Kind
    private let actorName: String
    private let organizationID: Organization.ID?
    private let deviceID: Device.ID?
    private let deviceUID: String?
    private let firmwareID: FirmwareRelease.ID?
    private let rolloutID: Rollout.ID?
    private let updateBatchID: UpdateBatch.ID?
    private let sessionID: SessionID?
    private let detail: String

    init(_ event: Event) {
        id = event.id
        at = event.at
        kind = event.kind
        actorKind = event.actorKind
        actorName = event.actorName
        organizationID = event.subject.organizationID
        deviceID = event.subject.deviceID
        deviceUID = event.deviceUID
        firmwareID = event.subject.firmwareID
        rolloutID = event.subject.rolloutID
        updateBatchID = event.subject.batchID
        sessionID = event.subject.sessionID
        detail = event.detail
    }

    var row: [String] {
        [
            at.description, kind.rawValue, actorName, deviceUID ?? "-", updateBatchID?.description ?? "-", detail,
        ]
    }
}
