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

/// A device that is about to be registered: every field is settled, the token is only a hash.
package struct NewDevice: Hashable, Sendable {
    package let deviceUID: String
    package let serialNumber: String
    package let organizationID: Organization.ID
    package let hardwareVersion: String
    /// SHA-256 in hex.
    package let tokenHash: String

    package init(
        deviceUID: String, serialNumber: String, organizationID: Organization.ID, hardwareVersion: String,
        tokenHash: String
    ) {
        self.deviceUID = deviceUID
        self.serialNumber = serialNumber
        self.organizationID = organizationID
        self.hardwareVersion = hardwareVersion
        self.tokenHash = tokenHash
    }
}

/// A device that exists, with what decides whether a registration is a repeat of its own.
package struct RegisteredDevice: Hashable, Sendable {
    package let device: Device
    /// SHA-256 in hex; none where the token was revoked, or the caller does not need it.
    package let tokenHash: String?

    package init(device: Device, tokenHash: String?) {
        self.device = device
        self.tokenHash = tokenHash
    }
}

/// That a device has the token with this hash, which can be asked without being told any hash.
package struct TokenClaim: Hashable, Sendable {
    package let device: Device.ID
    /// SHA-256 in hex.
    package let hash: String

    package init(device: Device.ID, hash: String) {
        self.device = device
        self.hash = hash
    }
}

extension DeviceReader {
    /// Every device that has a uid or a serial of the entries; the hash of its token only where one of them brought it.
    package func registered(for entries: [NewDevice]) throws -> [RegisteredDevice] {
        let known = try devices(uids: entries.map(\.deviceUID), serials: entries.map(\.serialNumber))
        let ids = Dictionary(known.map { ($0.deviceUID, $0.id) }) { first, _ in first }
        let claims = entries.compactMap { entry in
            ids[entry.deviceUID].map { TokenClaim(device: $0, hash: entry.tokenHash) }
        }
        let proven = claims.isEmpty ? [] : try proven(Set(claims))
        let hashes = Dictionary(proven.map { ($0.device, $0.hash) }) { first, _ in first }
        return known.map { RegisteredDevice(device: $0, tokenHash: hashes[$0.id]) }
    }
}
