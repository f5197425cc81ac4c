/// The orders in which one kind of list can be read cheaply: each is the order of an index.
///
/// The raw value is what people type and what a cursor remembers.
package protocol ListOrder: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What the list is called; a cursor of another list is refused.
    static var listName: String { get }
    /// The order of a list that has not been sorted.
    static var initial: Self { get }
    /// What the list can be filtered by.
    static var fields: [FilterField] { get }
    /// What a bare word is the beginning of, in words; none where a list knows no bare words.
    static var searched: String? { get }
    /// Whether the order shows its greatest key first until it is reversed.
    var isDescending: Bool { get }
}

extension ListOrder {
    package var isDescending: Bool { false }

    /// None where the list has no such field.
    package static func term(_ name: String, is value: FilterValue) -> FilterTerm? {
        fields.first { $0.name == name }.map { FilterTerm(.isIn($0, [value], isNegated: false)) }
    }
}

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
        FilterField("firmware", .version, help: "the version it runs; \"\" while unknown"),
        FilterField("hardware", .text, help: "its hardware version"),
        FilterField("active", .flag, help: "whether it takes part"),
        FilterField("updates", .flag, help: "whether it takes updates"),
        FilterField("seen", .time, help: "when it was last heard of; never is neither < nor >"),
        FilterField("status", .choice(of: UpdateSessionState.self), help: "the state of its latest update"),
    ]

    /// Those heard of last come first.
    package var isDescending: Bool { self == .seen }
}

package enum SessionOrder: String, ListOrder {
    /// The latest first; the sessions of one batch come in the order of its devices.
    case started

    package static let listName = "sessions"
    package static let initial = SessionOrder.started
    package static let searched: String? = "uid of the device"
    package static let fields = [
        FilterField("device", .text, help: "the uid of its device"),
        FilterField("organization", .text, help: "the name of its device's organization"),
        FilterField("firmware", .version, help: "the version it brings"),
        FilterField("status", .choice(of: UpdateSessionState.self), help: "where it is"),
        FilterField("reason", .choice(of: ReasonCode.self), help: "why it failed"),
        FilterField("batch", .number, help: "the id of its batch"),
        FilterField("started", .time, help: "when it began"),
    ]

    package var isDescending: Bool { true }
}

package enum BatchOrder: String, ListOrder {
    /// The newest first.
    case created

    package static let listName = "batches"
    package static let initial = BatchOrder.created
    package static let searched: String? = "name"
    package static let fields = [
        FilterField("name", .text, help: "its name"),
        FilterField("status", .choice(of: UpdateBatchState.self), help: "where it is"),
        FilterField("firmware", .version, help: "the version it brings"),
        FilterField("organization", .text, help: "the name of the one organization it is for"),
        FilterField("by", .text, help: "who created it"),
        FilterField("created", .time, help: "when it was created"),
        FilterField("rollout", .number, help: "the id of its rollout"),
        FilterField("wave", .number, help: "the number of its wave"),
    ]

    package var isDescending: Bool { true }
}

/// What the devices of one batch can be filtered by; their list has one order, that of their ids.
package enum BatchDeviceFields {
    package static let searched = "uid"
    package static let all = [
        FilterField("uid", .text, help: "its uid"),
        FilterField("status", .choice(of: UpdateBatchDeviceState.self), help: "where it is in the batch"),
        FilterField("reason", .text, help: "why it failed, as the failures are grouped"),
        FilterField("silent", .flag, help: "whether it has been silent for too long"),
        FilterField("fellback", .flag, help: "whether it fell back to another version"),
        FilterField("lost", .flag, help: "whether no word came of it after it completed"),
        FilterField("from", .version, help: "the version it had before"),
        FilterField("hardware", .text, help: "its hardware version"),
    ]
}

package enum FirmwareOrder: String, ListOrder {
    case version, added

    package static let listName = "releases"
    package static let initial = FirmwareOrder.version
    package static let searched: String? = "version"
    package static let fields = [
        FilterField("version", .version, help: "its version"),
        FilterField("channel", .choice(of: ReleaseChannel.self), help: "for whom it is meant"),
        FilterField("status", .choice(of: FirmwareReleaseStatus.self), help: "how far it is on its way to the field"),
    ]

    package var isDescending: Bool { true }
}

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
