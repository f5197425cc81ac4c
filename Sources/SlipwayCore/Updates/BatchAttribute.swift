/// What the devices of a batch can have in common.
package enum BatchAttribute: String, CaseIterable, Hashable, Sendable {
    case hardwareVersion = "hardware_version"
    case fromVersion = "from_version"
    case organization
}
