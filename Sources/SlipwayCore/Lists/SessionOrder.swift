package enum SessionOrder: String, ListOrder {
    /// The latest first; the sessions of one batch come in the order of its devices.
    case started

    package static let listName = "sessions"
    package static let initial = SessionOrder.started
    package static let searched: String? = "uid of the device"
    package static let fields = [
        FilterField("device", .text, help: "the uid of its device"),
        FilterField("organization", .text, help: "the name of its device's organization"),
        FilterField("firmware", .text, help: "the version it brings"),
        FilterField("status", .choice(of: UpdateSessionState.self), help: "where it is"),
        FilterField("reason", .choice(of: ReasonCode.self), help: "why it failed"),
        FilterField("batch", .number, help: "the id of its batch"),
        FilterField("started", .time, help: "when it began"),
    ]

    package var isDescending: Bool { true }
}
