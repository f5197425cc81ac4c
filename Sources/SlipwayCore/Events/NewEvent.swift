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
