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
