package enum OrganizationOrder: String, ListOrder {
    case name

    package static let listName = "organizations"
    package static let initial = OrganizationOrder.name
    package static let searched: String? = "name"
    package static let fields = [
        FilterField("name", .text, help: "its name"),
        FilterField("environment", .choice(of: Organization.Environment.self), help: "what it is for"),
        FilterField("active", .flag, help: "whether anything is offered to its devices"),
        FilterField("halted", .flag, help: "whether its updates stand still"),
    ]
}
