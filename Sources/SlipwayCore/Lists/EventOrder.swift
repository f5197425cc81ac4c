package enum EventOrder: String, ListOrder {
    /// The latest first.
    case at

    package static let listName = "events"
    package static let initial = EventOrder.at
    package static let searched: String? = "uid of the device"
    package static let fields = [
        FilterField("kind", .choice(of: EventKind.self), help: "what happened"),
        FilterField("actor", .text, help: "who did it"),
        FilterField("device", .text, help: "the uid of the device it concerns"),
        FilterField("organization", .text, help: "the name of the organization it concerns"),
        FilterField("batch", .number, help: "the id of the batch it concerns"),
        FilterField("at", .time, help: "when it happened"),
    ]

    package var isDescending: Bool { true }
}
