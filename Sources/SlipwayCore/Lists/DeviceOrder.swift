/// A bare word shows what begins with it in the order of uids, then of serials, whatever order is asked for.
package enum DeviceOrder: String, ListOrder {
    case uid, seen, firmware, organization

    package static let listName = "devices"
    package static let initial = DeviceOrder.uid
    package static let searched: String? = "uid or serial"
    package static let fields = [
        FilterField("uid", .text, help: "its uid"),
        FilterField("serial", .text, help: "its serial number"),
        FilterField("organization", .text, help: "the name of its organization"),
        FilterField("firmware", .text, help: "the version it runs; \"\" while unknown"),
        FilterField("hardware", .text, help: "its hardware version"),
        FilterField("active", .flag, help: "whether it takes part"),
        FilterField("updates", .flag, help: "whether it takes updates"),
        FilterField("seen", .time, help: "when it was last heard of; never is neither < nor >"),
        FilterField("status", .choice(of: UpdateSessionState.self), help: "the state of its latest update"),
    ]

    /// Those heard of last come first.
    package var isDescending: Bool { self == .seen }
}
