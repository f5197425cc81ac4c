package enum AccessTokenOrder: String, ListOrder {
    case created

    package static let listName = "tokens"
    package static let initial = AccessTokenOrder.created
    package static let searched: String? = "description"
    package static let fields = [
        FilterField("description", .text, help: "what it is for"),
        FilterField("organization", .text, help: "the name of the organization it is limited to"),
    ]

    package var isDescending: Bool { true }
}
