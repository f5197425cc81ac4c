package enum BatchOrder: String, ListOrder {
    /// The newest first.
    case created

    package static let listName = "batches"
    package static let initial = BatchOrder.created
    package static let searched: String? = "name"
    package static let fields = [
        FilterField("name", .text, help: "its name"),
        FilterField("status", .choice(of: UpdateBatchState.self), help: "where it is"),
        FilterField("firmware", .text, help: "the version it brings"),
        FilterField("organization", .text, help: "the name of the one organization it is for"),
        FilterField("by", .text, help: "who created it"),
        FilterField("created", .time, help: "when it was created"),
    ]

    package var isDescending: Bool { true }
}
