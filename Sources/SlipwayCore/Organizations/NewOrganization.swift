/// What it takes to create an organization.
package struct NewOrganization: Hashable, Sendable {
    package static let defaultDeviceLimit = 100
    package static let deviceLimits = 0...10_000_000

    package let name: String
    package let displayName: String
    package let environment: Organization.Environment
    package let deviceLimit: Int

    package init(
        name: String, displayName: String? = nil, environment: Organization.Environment,
        deviceLimit: Int = NewOrganization.defaultDeviceLimit
    ) {
        self.name = name
        self.displayName = displayName ?? name
        self.environment = environment
        self.deviceLimit = deviceLimit
    }

    /// Everything that is wrong with it, in the order of the fields; the empty name is ORG_004 and not among them.
    package var faults: [FieldFault] {
        var faults = FieldRule.name.faults(of: name, field: "name")
        faults += FieldRule.text.faults(of: displayName, field: "display_name")
        if !Self.deviceLimits.contains(deviceLimit) {
            faults.append(FieldFault(field: "device_limit", fault: "must be from 0 to \(Self.deviceLimits.upperBound)"))
        }
        return faults
    }
}
