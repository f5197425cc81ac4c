package enum DeviceOrder: String, ListOrder {
    case uid, seen, firmware, organization
    package static var initial: DeviceOrder { .uid }
    /// Those heard of last come first.
    package var isDescending: Bool { self == .seen }
}

package enum OrganizationOrder: String, ListOrder {
    case name
    package static var initial: OrganizationOrder { .name }
}

package enum FirmwareOrder: String, ListOrder {
    case version, added
    package static var initial: FirmwareOrder { .version }
    package var isDescending: Bool { true }
}

package enum SessionOrder: String, ListOrder {
    case started
    package static var initial: SessionOrder { .started }
    package var isDescending: Bool { true }
}

package enum EventOrder: String, ListOrder {
    case at
    package static var initial: EventOrder { .at }
    package var isDescending: Bool { true }
}

package enum AccessTokenOrder: String, ListOrder {
    case created
    package static var initial: AccessTokenOrder { .created }
    package var isDescending: Bool { true }
}
