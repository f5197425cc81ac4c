package enum AccessTokenOrder: String, ListOrder {
    case created

    package static let listName = "tokens"
    package static let initial = AccessTokenOrder.created
    package static let searched: String? = nil
    package static let fields: [FilterField] = []

    package var isDescending: Bool { true }
}
