/// Who of a registration request gets in: the one place that decides.
///
/// Entries are judged in their order. A uid or serial that a registered device, or an *accepted* earlier entry, has
/// taken is refused; an entry whose uid exists with the same token is a repeat and counts as successful.
package struct RegistrationRules: Sendable {
    package enum Verdict: Hashable, Sendable {
        case accepted
        case repeated(Device)
        case refused(SlipwayError)
    }

    private let organizations: [Organization.ID: Organization]
    private let registeredByUID: [String: RegisteredDevice]
    private let registeredSerials: Set<String>
    private let scope: OrganizationScope

    /// - Parameter registered: every registered device that has one of the entries' uids or serials.
    package init(organizations: [Organization], registered: [RegisteredDevice], scope: OrganizationScope) {
        self.organizations = Dictionary(organizations.map { ($0.id, $0) }) { first, _ in first }
        registeredByUID = Dictionary(registered.map { ($0.device.deviceUID, $0) }) { first, _ in first }
        registeredSerials = Set(registered.map(\.device.serialNumber))
        self.scope = scope
    }

    /// One verdict an entry, in their order.
    package func verdicts(on entries: [NewDevice]) -> [Verdict] {
        var free: [Organization.ID: Int] = [:]
        var taken = (uids: Set<String>(), serials: Set<String>())
        return entries.map { entry in
            guard scope.contains(entry.organizationID), let organization = organizations[entry.organizationID] else {
                return .refused(.organizationNotFound(String(entry.organizationID.rawValue)))
            }
            if let registered = registeredByUID[entry.deviceUID], registered.tokenHash == entry.tokenHash,
                registered.device.organizationID == entry.organizationID
            {
                return .repeated(registered.device)
            }
            guard organization.active else { return .refused(.organizationInactive(organization.name)) }
            guard registeredByUID[entry.deviceUID] == nil, !taken.uids.contains(entry.deviceUID) else {
                return .refused(.deviceAlreadyRegistered(field: "device_uid", value: entry.deviceUID))
            }
            guard !registeredSerials.contains(entry.serialNumber), !taken.serials.contains(entry.serialNumber) else {
                return .refused(.deviceAlreadyRegistered(field: "serial_number", value: entry.serialNumber))
            }
            let places = free[organization.id] ?? organization.deviceLimit - organization.deviceCount
            guard places > 0 else {
                return .refused(
                    .deviceLimitReached(organization: organization.name, limit: organization.deviceLimit))
            }
            free[organization.id] = places - 1
            taken.uids.insert(entry.deviceUID)
            taken.serials.insert(entry.serialNumber)
            return .accepted
        }
    }
}
