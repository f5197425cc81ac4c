package enum FirmwareOrder: String, ListOrder {
    case version, added

    package static let listName = "releases"
    package static let initial = FirmwareOrder.version
    package static let searched: String? = "version"
    package static let fields = [
        FilterField("version", .text, help: "its version"),
        FilterField("channel", .choice(of: ReleaseChannel.self), help: "for whom it is meant"),
        FilterField("status", .choice(of: FirmwareReleaseStatus.self), help: "how far it is on its way to the field"),
    ]

    package var isDescending: Bool { true }
}
